using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>A token that the provider has signed; what it says is still to be checked.</summary>
/// <param name="WasEncrypted">It was meant for our eyes alone: the browser is not to carry it.</param>
internal sealed record ProviderToken(Jws Jws, bool WasEncrypted);

/// <summary>Opens what a provider has signed, and perhaps encrypted to us: ID tokens, userinfo, logout tokens.</summary>
internal sealed class ProviderTokens(ProviderSignatures signatures, FederationKeys keys)
{
    // An ID token with two hundred groups has some ten thousand characters.
    private const int Longest = 32768;

    // The newest one, and those that are on their way out.
    private const int MostKeys = 3;

    /// <param name="types">What <c>typ</c> may say (RFC 8725 §3.11); a token without one passes.</param>
    /// <exception cref="UpstreamException">It is not the provider's, or not of this type.</exception>
    public async ValueTask<ProviderToken> ReadAsync(ProviderMetadata metadata, string compact, IReadOnlyList<string> types, CancellationToken ct)
    {
        // RFC 7516 §9: five parts are a JWE. OpenID Connect Core §10.2: signed, then encrypted; a JWE within a JWE is not opened.
        var isEncrypted = compact.Length <= Longest && compact.AsSpan().Count('.') == 4;
        var jws = isEncrypted ? await DecryptAsync(compact, ct) : Jws.Parse(compact, Longest);
        if (jws is null)
            throw OpenIdRefuse.Malformed("the token is not a signed JWT of reasonable length");
        if (jws.Type is not null && !types.Any(jws.IsType))
            throw OpenIdRefuse.Malformed($"typ {OpenIdRefuse.Quote(jws.Type)} says that the token is something else");
        await signatures.VerifyAsync(metadata, jws, ct);
        return new ProviderToken(jws, isEncrypted);
    }

    private async ValueTask<Jws?> DecryptAsync(string compact, CancellationToken ct)
    {
        var named = Jwe.KeyIdOf(compact);
        foreach (var key in (await keys.AllAsync(ct)).Take(MostKeys))
        {
            var ours = PublishedKeys.Decryption(key);
            if ((named is null || named == ours.KeyId) && Jwe.Decrypt(compact, ours) is { } opened)
                return opened.Token;
        }
        throw OpenIdRefuse.Decryption();
    }
}
