namespace PseIdentity.Protocol.Clients;

/// <summary>Where a client's keys are, once (RFC 7591 §2).</summary>
internal static class KeyRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, bool development)
    {
        // "The 'jwks_uri' and 'jwks' parameters MUST NOT both be present in the same request or response."
        if (client is { Jwks: not null, JwksUri: not null })
            yield return new("jwks_uri", "jwks.both", "Give jwks or jwks_uri, not both.");
        if (client.JwksUri is { } uri && !WebAddress.IsSecure(uri, development))
            yield return new("jwks_uri", "address.https", "jwks_uri is an https address.");
        if (client.Jwks is { } jwks)
            foreach (var broken in JwksRules.Check(jwks))
                yield return broken;
    }
}
