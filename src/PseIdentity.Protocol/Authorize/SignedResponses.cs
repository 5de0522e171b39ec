using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;

namespace PseIdentity.Protocol.Authorize;

/// <summary>
/// Authorization responses as JWTs (JARM §2.1), success and error alike: who answers, for whom, until when, and all the parameters.
/// NOTE: they are signed and not encrypted (§2.2); a client cannot register for that.
/// </summary>
public sealed class SignedResponses(Issuer issuer, SigningKeyRing keys, TimeProvider clock)
{
    // §2.1: "A maximum JWT lifetime of 10 minutes is RECOMMENDED." It is read at once.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Asynchronous for the keys of a client that wants it encrypted.</summary>
    public ValueTask<string> SignAsync(AuthorizationResponse response, CancellationToken ct) =>
        ValueTask.FromResult(JwtWriter.Sign(keys.Current(AlgorithmOf(response.Client)), "JWT", (response, issuer, expires: clock.GetUtcNow() + Lifetime), static (json, s) =>
        {
            json.WriteString("iss"u8, s.issuer.Value);
            json.WriteString("aud"u8, s.response.Client.Id);
            json.WriteNumber("exp"u8, s.expires.ToUnixTimeSeconds());
            foreach (var (name, value) in s.response.Parameters)
                if (name != "iss")
                    json.WriteString(name, value);
        }));

    // §3: RS256 unless registered otherwise; FAPI 2.0 §5.4.1 knows no RS256, and ES256 is always there.
    private static string AlgorithmOf(Client client) => client.Metadata.AuthorizationSignedResponseAlg ?? (client.Profile.Allows("RS256") ? "RS256" : "ES256");
}
