using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>Decides which key the tokens of a request are bound to (RFC 9449 §5, RFC 8705 §3).</summary>
internal sealed class TokenBinding(DpopProofs proofs)
{
    /// <summary>For the token endpoint, and every other that issues access tokens. Null for bearer tokens.</summary>
    /// <exception cref="ProtocolException">The proof is wrong, or the client's tokens must be bound and nothing is proven.</exception>
    public async ValueTask<Confirmation?> ForTokensAsync(PresentedKeys presented, Client client, CancellationToken ct)
    {
        // RFC 9449 §5.2: the server "MUST reject token requests from the client that do not contain the DPoP header".
        if (client.Metadata.DpopBoundAccessTokens && presented.Proofs.Count == 0)
            throw Refuse.InvalidDpopProof("dpop.missing", "The access tokens of this client are bound to a DPoP key; the DPoP header is missing.");
        var jkt = presented.Proofs.Count > 0 ? await proofs.CheckAsync(presented, client.Profile, ct) : null;

        // RFC 8705 §3.4: the client said that its tokens are bound; a certificate that only authenticates it binds nothing.
        string? certificate = null;
        if (client.Metadata.TlsClientCertificateBoundAccessTokens)
            certificate = presented.Certificate is { } proven
                ? CertificateThumbprint.Of(proven)
                : throw Refuse.InvalidRequest("mtls.missing", "The access tokens of this client are bound to a certificate; the request came without one.");

        // FAPI 2.0 §5.3.2.1: "shall only issue sender-constrained access tokens".
        if (jkt is null && certificate is null && client.Profile.RequiresSenderConstraint)
            throw Refuse.InvalidRequest("sender.required", "The security profile of this client requires sender-constrained access tokens; nothing proves a key.");
        return jkt is null && certificate is null ? null : new Confirmation(jkt, certificate);
    }

    /// <summary>For the endpoint of pushed requests (RFC 9449 §10.1): the thumbprint that the code will be bound to, or null.</summary>
    /// <param name="dpopJkt">The parameter <c>dpop_jkt</c> of the request, or null.</param>
    /// <exception cref="ProtocolException">The proof is wrong, or names another key than the parameter.</exception>
    public async ValueTask<string?> ForPushedRequestAsync(PresentedKeys presented, Client client, string? dpopJkt, CancellationToken ct)
    {
        if (presented.Proofs.Count == 0)
            return dpopJkt;
        var jkt = await proofs.CheckAsync(presented, client.Profile, ct);

        // "If both mechanisms are used at the same time, the authorization server MUST reject the request if the JWK Thumbprint in dpop_jkt does not match".
        return dpopJkt is null || string.Equals(dpopJkt, jkt, StringComparison.Ordinal)
            ? jkt
            : throw Refuse.InvalidDpopProof("dpop.jkt_differs", "The DPoP proof is made with another key than dpop_jkt names.");
    }
}
