using System.Security.Cryptography;
using System.Text;

namespace PseIdentity.Server.Federation.OpenIdConnect;

/// <summary>What the browser brought back (OpenID Connect Core §3.1.2.5, §3.1.2.6).</summary>
internal static class AuthorizationAnswer
{
    private const int LongestCode = 4096;
    private static readonly string[] Names = ["code", "state", "iss", "error"];

    /// <summary>The code.</summary>
    /// <exception cref="UpstreamException">It says no, or it is not an answer of this provider to this request.</exception>
    public static string Code(UpstreamAnswer answer, UpstreamRequest request, ProviderMetadata metadata)
    {
        // RFC 6749 §3.1: "Request and response parameters MUST NOT be included more than once."
        if (Names.FirstOrDefault(name => answer.Parameters.Count(parameter => parameter.Key == name) > 1) is { } repeated)
            throw OpenIdRefuse.Malformed($"{repeated} is there more than once");
        if (answer["state"] is not { } state || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(request.State)))
            throw OpenIdRefuse.Request("state is not the one that was sent");

        // RFC 9207 §2.4, before anything else counts, also of an error: simple string comparison, "and if the value does not match the expected issuer identifier,
        // clients MUST reject the authorization response".
        if (answer["iss"] is { } issuer ? !string.Equals(issuer, metadata.Issuer, StringComparison.Ordinal) : metadata.PromisesIssuer)
            throw OpenIdRefuse.Issuer(answer["iss"] is { } other ? $"iss of the answer is '{OpenIdRefuse.Quote(other)}'" : "iss of the answer is missing, and the provider's metadata promises it");

        if (answer["error"] is { } error)
            throw OpenIdRefuse.Error(error, answer["error_description"]);
        return answer["code"] is { Length: > 0 and <= LongestCode } code ? code : throw OpenIdRefuse.Malformed("the answer holds neither a code nor an error");
    }
}
