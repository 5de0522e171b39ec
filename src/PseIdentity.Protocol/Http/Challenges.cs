using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.Http;

/// <summary>The challenges of a protected resource (RFC 6750 §3, RFC 9449 §7.1).</summary>
internal static class Challenges
{
    private static readonly string DpopAlgorithms = $"algs=\"{string.Join(' ', DpopProof.Algorithms)}\"";

    /// <summary>A refusal as resources answer it: RFC 9449 §7.1 and §9 want 401 where a token endpoint says 400.</summary>
    public static ProtocolError AtResource(ProtocolError error) =>
        error.Code is "invalid_dpop_proof" or "use_dpop_nonce" ? error with { Status = StatusCodes.Status401Unauthorized } : error;

    /// <param name="error">Null when the request had no token: then the challenge says only what would help (RFC 6750 §3.1).</param>
    public static void Write(HttpContext context, Issuer issuer, ProtocolError? error)
    {
        var words = error is null ? "" : $", error=\"{error.Code}\", error_description=\"{error.Description}\"";
        context.Response.Headers.WWWAuthenticate = context.Request.Headers.Authorization.ToString().StartsWith("DPoP ", StringComparison.OrdinalIgnoreCase)
            ? $"DPoP realm=\"{issuer.Value}\"{words}, {DpopAlgorithms}"
            // §7.2: the error belongs to the scheme that was used; the other one is offered beside it.
            : new StringValues([$"Bearer realm=\"{issuer.Value}\"{words}", $"DPoP {DpopAlgorithms}"]);
    }
}
