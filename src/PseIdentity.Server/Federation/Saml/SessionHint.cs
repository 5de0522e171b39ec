using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Server.Federation.Saml.Responses;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>What a provider wants to hear at logout: the name and the session, as it said them itself.</summary>
internal sealed record SessionHint(NameId Name, string? SessionIndex)
{
    public string Write() => JsonSerializer.Serialize(this, SessionHintJson.Default.SessionHint);

    public static SessionHint? Read(string? hint) => hint is null ? null : JsonSerializer.Deserialize(hint, SessionHintJson.Default.SessionHint);

    /// <summary>
    /// A name for the provider's session that no other session has. SAML Core §2.7.2: a SessionIndex alone may be a small number that many people's
    /// sessions share.
    /// </summary>
    /// <param name="nameKey"><see cref="NameId.Key"/>.</param>
    public static string Sid(string nameKey, string sessionIndex) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{nameKey}\n{sessionIndex}")));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionHint))]
internal sealed partial class SessionHintJson : JsonSerializerContext;
