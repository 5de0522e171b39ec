using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Protocol.Http;

/// <summary><c>query</c>: the default of the code flow (RFC 6749 §4.1.2). A query that was registered with the redirect URI stays as it is (§3.1.2).</summary>
internal sealed class QueryResponseMode : IResponseMode
{
    public string Name => "query";

    public ValueTask WriteAsync(HttpContext context, AuthorizationResponse response, CancellationToken ct)
    {
        context.Response.LeadTo(QueryHelpers.AddQueryString(response.RedirectUri, response.Parameters.Select(p => KeyValuePair.Create<string, string?>(p.Key, p.Value))));
        return ValueTask.CompletedTask;
    }
}
