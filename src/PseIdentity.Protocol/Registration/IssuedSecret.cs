using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Registration;

/// <summary>The secret that a registration gives to a client that authenticates by one (RFC 7591 §3.2.1).</summary>
internal static class IssuedSecret
{
    // RFC 7518 §3.2: a key "of the same size as the hash output … or larger MUST be used", and the client chooses the hash.
    public static string For(ClientMetadata client) => client.NeedsSecretBack ? RandomId.Of512Bits() : RandomId.Of256Bits();

    /// <summary>True when one of the secrets that the client has works for what it is going to be: a MAC needs the secret itself, and a long one.</summary>
    public static bool IsThere(Client client, ClientMetadata next, DateTimeOffset now) =>
        client.Secrets.Any(secret => (secret.ExpiresAt is not { } end || end > now) && (!next.NeedsSecretBack || (secret.Value is { } value && Fits(value, next))));

    private static bool Fits(string secret, ClientMetadata client) => MacKey.Create(secret, client.TokenEndpointAuthSigningAlg ?? "HS256") is not null;
}
