using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Replays;

namespace PseIdentity.Protocol.BackChannelAuthentication;

/// <summary>The signed form of an authentication request (CIBA §7.1.1): its claims are the parameters, and nothing outside of it counts.</summary>
internal sealed class SignedAuthenticationRequest(Issuer issuer, ClientKeys keys, IReplayStore replays, TimeProvider clock)
{
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(60);

    /// <summary>The algorithms of <c>backchannel_authentication_request_signing_alg_values_supported</c>: asymmetric ones only (CIBA §4).</summary>
    public static IReadOnlyList<string> Algorithms => SignatureAlgorithms.OfClients;

    // §7.1.1: "all authentication request parameters MUST be included as claims"; outside stand those of client authentication.
    private static readonly string[] Outside = ["request", "client_id", "client_secret", "client_assertion", "client_assertion_type"];

    private static readonly string[] OfTheToken = ["iss", "aud", "exp", "iat", "nbf", "jti", "sub", "client_id", "request", "request_uri"];

    /// <summary>The parameters of the request, from wherever this client has to put them.</summary>
    /// <exception cref="ProtocolException">invalid_request.</exception>
    public async ValueTask<Parameters> ParametersAsync(Client client, Parameters form, CancellationToken ct)
    {
        var registered = client.Metadata.BackchannelAuthenticationRequestSigningAlg;
        if (form["request"] is not { } request)
            return registered is null ? form.WithoutCredentials() : throw Refuse.InvalidRequest("ciba.unsigned", "This client signs its authentication requests.");

        // §4: "When omitted, the Client will not send signed authentication requests."
        if (registered is null)
            throw Refuse.InvalidRequest("ciba.signed", "This client has not registered that it signs its authentication requests.");
        foreach (var (name, _) in form)
            if (!Outside.Contains(name, StringComparer.Ordinal))
                throw Refuse.InvalidRequest("ciba.outside", "All parameters belong into the signed request.", name);
        if (Jws.Parse(request) is not { } signed)
            throw Refuse.InvalidRequest("ciba.request_malformed", "The request is not a signed JWT.");

        // RFC 8725 §3.11: neither a logout token, a DPoP proof nor anything else that has a type of its own.
        if (signed.Type is not null && !signed.IsType("JWT"))
            throw Refuse.InvalidRequest("ciba.request_type", "The typ of the signed request is another one.");
        if (!string.Equals(signed.Algorithm, registered, StringComparison.Ordinal) || !client.Profile.Allows(registered))
            throw Refuse.InvalidRequest("ciba.request_algorithm", "The request is not signed with the registered algorithm.");
        if (!await keys.VerifyAsync(client, signed, ct))
            throw Refuse.InvalidRequest("ciba.request_signature", "The signature of the request is not the client's.");
        await CheckClaimsAsync(client, signed.Payload, ct);
        return Parameters.FromEncoded(Encode(signed.Payload));
    }

    // §7.1.1: iss, aud, exp, iat, nbf and jti are all REQUIRED; FAPI-CIBA §5.2.2 bounds the time between nbf and exp.
    private async ValueTask CheckClaimsAsync(Client client, JsonElement claims, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (claims.GetString("iss") != client.Id)
            throw Wrong("iss is not the client_id");
        // RFC 8725 §3.11: iss and sub alike make a client assertion, which is for another purpose.
        if (claims.GetString("sub") == client.Id)
            throw Wrong("sub is the client_id");
        if (claims.GetStringOrStrings("aud")?.Contains(issuer.Value, StringComparer.Ordinal) != true)
            throw Wrong("aud does not name the issuer");
        if (claims.GetNumericDate("exp") is not { } expires || expires <= now)
            throw Wrong("exp is missing or past");
        if (claims.GetNumericDate("nbf") is not { } from || from > now + Skew)
            throw Wrong("nbf is missing or in the future");
        if (expires - from > LongestLife)
            throw Wrong("exp is more than an hour after nbf");
        if (claims.GetNumericDate("iat") is not { } issued || issued > now + Skew)
            throw Wrong("iat is missing or in the future");
        if (claims.GetString("jti") is not { Length: > 0 and <= 256 } jti)
            throw Wrong("jti is missing or too long");

        // Last, so that only a request of the client itself is remembered.
        var use = SHA256.HashData(Encoding.UTF8.GetBytes(client.Id + "\0" + jti));
        if (!await replays.TryUseAsync("ciba_request", use, expires + Skew, ct))
            throw Wrong("the request was used before");
    }

    private static ProtocolException Wrong(string what) => Refuse.InvalidRequest("ciba.request_claims", "A claim of the signed request is missing or wrong.", what);

    // Numbers may stand where the form has text (requested_expiry), objects where it has JSON, a list where it repeats (resource).
    private static string Encode(JsonElement claims)
    {
        var text = new StringBuilder();
        foreach (var claim in claims.EnumerateObject())
            if (OfTheToken.Contains(claim.Name, StringComparer.Ordinal))
                continue;
            else if (claim is { Name: "resource", Value.ValueKind: JsonValueKind.Array })
                foreach (var each in claim.Value.EnumerateArray())
                    Append(claim.Name, each);
            else
                Append(claim.Name, claim.Value);
        return text.ToString();

        void Append(string name, JsonElement value) => text.Append(text.Length > 0 ? "&" : "").Append(Uri.EscapeDataString(name)).Append('=')
            .Append(Uri.EscapeDataString(value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText()));
    }
}
