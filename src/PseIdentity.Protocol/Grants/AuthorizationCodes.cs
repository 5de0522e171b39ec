using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Tokens;

namespace PseIdentity.Protocol.Grants;

/// <summary>
/// Authorization codes (RFC 6749 §4.1.2): protected, self-contained, and not stored at issue. The random id inside becomes the grant's id,
/// and the INSERT under it is the gate through which a code passes once.
/// </summary>
public sealed class AuthorizationCodes(IDataProtectionProvider protection, IStoredHandles stored, IOptions<TokenOptions> options, TimeProvider clock)
{
    /// <summary>Codes travel in URLs: a longer one is kept by the server, and the code carries its id.</summary>
    private const int LongestCode = 1000;

    private readonly ProtectedHandles<AuthorizationCode> codes = new(protection, "code", AuthorizationCodeJson.Default.AuthorizationCode);

    public async ValueTask<string> IssueAsync(AuthorizationCode content, CancellationToken ct)
    {
        var code = codes.Protect(content);
        if (code.Length <= LongestCode)
            return code;
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content, AuthorizationCodeJson.Default.AuthorizationCode);
        await stored.AddAsync(content.GrantId, bytes, content.IssuedAt + options.Value.AuthorizationCodeLifetime, ct);
        return codes.Protect(content.Shortened());
    }

    /// <summary>The content of a code that is ours and has not expired; null otherwise. There is no grace.</summary>
    public async ValueTask<AuthorizationCode?> ReadAsync(string code, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (codes.Read(code) is not { } content || now >= content.IssuedAt + options.Value.AuthorizationCodeLifetime)
            return null;
        if (!content.IsShortened)
            return content;
        return await stored.FindAsync(content.GrantId, now, ct) is { } bytes
            ? JsonSerializer.Deserialize(bytes, AuthorizationCodeJson.Default.AuthorizationCode)
            : null;
    }
}

/// <summary>What a code says: the approved access, and what ties the code to the request that it answers.</summary>
public sealed record AuthorizationCode : ApprovedAccess
{
    /// <summary>Null when the request left it out because the client has only one.</summary>
    [JsonPropertyName("r")] public string? RedirectUri { get; init; }

    /// <summary>The S256 challenge, or null (RFC 7636 §4.3).</summary>
    [JsonPropertyName("h")] public string? CodeChallenge { get; init; }

    /// <summary>The thumbprint of the DPoP key that alone may redeem it (RFC 9449 §10), or null.</summary>
    [JsonPropertyName("k")] public string? DpopJkt { get; init; }

    /// <summary>True for a code whose content is kept by the server.</summary>
    [JsonIgnore] public bool IsShortened => Sid.Length == 0;

    internal AuthorizationCode Shortened() => new() { GrantId = GrantId, ClientId = ClientId, IssuedAtMilliseconds = IssuedAtMilliseconds };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AuthorizationCode))]
internal sealed partial class AuthorizationCodeJson : JsonSerializerContext;
