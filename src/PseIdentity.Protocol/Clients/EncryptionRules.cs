using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Clients;

/// <summary>What a client may register about answers that are signed or encrypted for it (OpenID Connect Registration §2, RFC 9701 §6).</summary>
internal static class EncryptionRules
{
    public static IEnumerable<BrokenRule> Check(ClientMetadata client, Capabilities can) =>
    [
        .. Values.One("userinfo_signed_response_alg", client.UserinfoSignedResponseAlg, can.SigningAlgorithms),
        .. Values.One("introspection_signed_response_alg", client.IntrospectionSignedResponseAlg, can.SigningAlgorithms),
        .. Encryption(client, "id_token", client.IdTokenEncryptedResponseAlg, client.IdTokenEncryptedResponseEnc),
        .. Encryption(client, "userinfo", client.UserinfoEncryptedResponseAlg, client.UserinfoEncryptedResponseEnc),
        .. Encryption(client, "introspection", client.IntrospectionEncryptedResponseAlg, client.IntrospectionEncryptedResponseEnc),
    ];

    private static IEnumerable<BrokenRule> Encryption(ClientMetadata client, string what, string? algorithm, string? encryption)
    {
        var (alg, enc) = ($"{what}_encrypted_response_alg", $"{what}_encrypted_response_enc");
        foreach (var broken in Values.One(enc, encryption, EncryptionAlgorithms.Content))
            yield return broken;
        if (algorithm is null)
        {
            // Registration §2: "When id_token_encrypted_response_enc is included, id_token_encrypted_response_alg MUST also be provided."
            if (encryption is not null)
                yield return new(alg, "encryption.alg_missing", $"{enc} needs {alg}.");
            yield break;
        }
        foreach (var broken in Values.One(alg, algorithm, EncryptionAlgorithms.KeyManagement))
            yield return broken;

        // What is behind jwks_uri is looked at when there is something to encrypt.
        if (client is { Jwks: null, JwksUri: null })
            yield return new("jwks", "jwks.missing", $"{alg} needs the client's public keys: jwks, or jwks_uri.");
        else if (EncryptionAlgorithms.KeyManagement.Contains(algorithm) && client.Jwks is { } jwks && JwkSet.TryParse(jwks) is { Keys.Count: > 0 } keys && keys.Recipient(algorithm) is null)
            yield return new("jwks", "jwks.encryption", $"None of the keys can be encrypted to with {algorithm}; one with \"use\": \"enc\" is best.");
    }
}
