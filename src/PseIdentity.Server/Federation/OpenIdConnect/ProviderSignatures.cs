using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>Whether a provider has signed a token, with a key that it publishes and an algorithm that it has announced.</summary>
internal sealed class ProviderSignatures(ProviderDocuments documents)
{
    /// <exception cref="UpstreamException">It has not.</exception>
    public async ValueTask VerifyAsync(ProviderMetadata metadata, Jws token, CancellationToken ct)
    {
        // RFC 8725 §3.1, §3.2: the list is made of public key algorithms alone, so neither none nor an HMAC with a public key for a secret gets as far as a key.
        if (!metadata.SigningAlgorithms.Contains(token.Algorithm, StringComparer.Ordinal))
            throw OpenIdRefuse.Signature($"alg {OpenIdRefuse.Quote(token.Algorithm)} is not one of {string.Join(", ", metadata.SigningAlgorithms)}");

        if (Look(await documents.KeysAsync(metadata, newest: false, ct), token) is not { } problem)
            return;
        if (problem.MayBeNew && Look(await documents.KeysAsync(metadata, newest: true, ct), token) is null)
            return;
        throw OpenIdRefuse.Signature(problem.Detail);
    }

    private static Problem? Look(JwkSet keys, Jws token)
    {
        var candidates = keys.Candidates(token.KeyId, token.Algorithm).ToList();
        if (candidates.Count == 0)
            return new("no key of the provider fits kid and alg", MayBeNew: true);

        // OpenID Connect Core §10.1: "If there are multiple keys in the referenced JWK Set document, a kid value MUST be provided in the JOSE Header."
        if (token.KeyId is null && candidates.Count > 1)
            return new("kid is missing, and the provider has several keys that fit", MayBeNew: false);

        return candidates.Exists(candidate => VerificationKey.Create(candidate, token.Algorithm) is { } key && token.IsSignedBy(key))
            ? null
            : new("the signature is not that of the provider's key", MayBeNew: token.KeyId is null);
    }

    /// <param name="MayBeNew">The provider may have another key since its keys were fetched; a key that is known and did not sign is no reason to ask.</param>
    private sealed record Problem(string Detail, bool MayBeNew);
}
