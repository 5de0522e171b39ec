namespace PseIdentity.Protocol.Clients;

/// <summary>What a client may register about the keys that its tokens are bound to (RFC 9449 §5.2, RFC 8705 §3.4).</summary>
internal static class SenderRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, Capabilities can)
    {
        if (!client.TlsClientCertificateBoundAccessTokens)
            yield break;
        if (!can.TakesCertificates)
            yield return new("tls_client_certificate_bound_access_tokens", "mtls.closed", "This installation takes no client certificates: set Mtls:Url, or use dpop_bound_access_tokens.");
        // RFC 8705 §4 would have us bind the refresh tokens of public clients to certificates as well; DPoP does that.
        if (client.TokenEndpointAuthMethod == "none")
            yield return new("tls_client_certificate_bound_access_tokens", "mtls.public", "A client that does not authenticate binds its tokens with dpop_bound_access_tokens.");
    }
}
