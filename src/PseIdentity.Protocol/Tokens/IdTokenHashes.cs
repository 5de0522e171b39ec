using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tokens;

/// <summary>What an ID token vouches for that leaves beside it (OpenID Connect Core §3.3.2.11; <c>s_hash</c>: FAPI 1.0 part 2 §5.1); each may be null.</summary>
public sealed record IdTokenHashes(string? Code, string? AccessToken, string? State)
{
    /// <param name="algorithm"><c>alg</c> of the ID token, which names the hash.</param>
    public void Write(Utf8JsonWriter json, string algorithm)
    {
        if (Code is not null)
            json.WriteString("c_hash"u8, TokenHash.For(algorithm, Code));
        if (AccessToken is not null)
            json.WriteString("at_hash"u8, TokenHash.For(algorithm, AccessToken));
        if (State is not null)
            json.WriteString("s_hash"u8, TokenHash.For(algorithm, State));
    }
}
