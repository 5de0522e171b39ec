using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.Http;

/// <summary>Finds the access token of a request to a protected resource (RFC 6750 §2.1 and §2.2, RFC 9449 §7.1); never in the query (§2.3): URLs are logged.</summary>
internal static class AccessTokenRequest
{
    /// <summary>The name of the refusal of a request without any token.</summary>
    public const string Missing = "resource.token_missing";

    private static readonly string[] Schemes = ["Bearer", "DPoP"];

    /// <exception cref="ProtocolException">There is none, or more than one.</exception>
    public static async ValueTask<PresentedToken> ReadAsync(HttpContext context, CancellationToken ct)
    {
        var inHeader = InHeader(context.Request);
        string? inBody = null;
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.HasFormContentType)
        {
            var form = await Parameters.FromFormAsync(context.Request, ct);
            form.RefuseRepeated();
            inBody = form["access_token"];
        }
        // RFC 6750 §2: "Clients MUST NOT use more than one method to transmit the token in each request."
        if (inHeader is not null && inBody is not null)
            throw Refuse.InvalidRequest("resource.two_tokens", "The access token was sent in two ways.");
        return inHeader ?? (inBody is null ? null : new PresentedToken(inBody, ByDpop: false)) ?? throw Refuse.InvalidToken(Missing, "An access token is needed.");
    }

    private static PresentedToken? InHeader(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count > 1)
            throw Refuse.InvalidRequest("resource.two_headers", "There is more than one Authorization header.");
        var value = header.ToString();
        foreach (var scheme in Schemes)
            if (value.Length > scheme.Length && value[scheme.Length] == ' ' && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                return new PresentedToken(value[scheme.Length..].Trim(), ByDpop: scheme == "DPoP");
        return null;
    }
}
