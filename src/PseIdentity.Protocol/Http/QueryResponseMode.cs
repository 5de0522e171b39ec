using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Protocol.Http;

/// <summary><c>query</c>: the default of the code flow (RFC 6749 §4.1.2). A query that was registered with the redirect URI stays as it is (§3.1.2).</summary>
internal sealed class QueryResponseMode : IResponseMode
{
    public string Name => "query";

    public void Write(HttpContext context, string redirectUri, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        // 303, so that a browser that has just posted a password does not post it to the client (RFC 9700 §4.12).
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = QueryHelpers.AddQueryString(redirectUri, fields.Select(f => KeyValuePair.Create<string, string?>(f.Key, f.Value)));
    }
}
