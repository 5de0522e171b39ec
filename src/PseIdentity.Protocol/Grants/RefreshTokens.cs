using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Scopes;

namespace PseIdentity.Protocol.Grants;

/// <summary>Refresh tokens (RFC 6749 §1.5): opaque handles that carry a grant and a generation.</summary>
public sealed class RefreshTokens(IDataProtectionProvider protection)
{
    private readonly ProtectedHandles<RefreshToken> tokens = new(protection, "refresh", RefreshTokenJson.Default.RefreshToken);

    public string Issue(Guid grantId, int generation) => tokens.Protect(new RefreshToken(grantId, generation));

    public RefreshToken? Read(string token) => tokens.Read(token);

    /// <summary>A client gets them when it registered the grant type and either offline_access was granted or it refreshes while the person is signed in.</summary>
    public static bool MayHave(Client client, IReadOnlyList<string> scopes) =>
        client.May("refresh_token") && (client.Metadata.OnlineRefresh || scopes.Contains(StandardScopes.OfflineAccess, StringComparer.Ordinal));
}

/// <param name="GrantId">The row that it refreshes.</param>
/// <param name="Generation">Which of the grant's refresh tokens this is; 0 came with the code.</param>
public sealed record RefreshToken(
    [property: JsonPropertyName("g")] Guid GrantId,
    [property: JsonPropertyName("n")] int Generation);

[JsonSerializable(typeof(RefreshToken))]
internal sealed partial class RefreshTokenJson : JsonSerializerContext;
