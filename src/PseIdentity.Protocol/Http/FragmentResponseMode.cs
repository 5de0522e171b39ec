using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Protocol.Http;

/// <summary>
/// <c>fragment</c>: the default where tokens leave by the front channel (OAuth 2.0 Multiple Response Types §5): a browser keeps it to itself,
/// so that it stands in no log and in no Referer. Registered redirect URIs have no fragment of their own.
/// </summary>
internal sealed class FragmentResponseMode : IResponseMode
{
    public string Name => "fragment";

    public ValueTask WriteAsync(HttpContext context, AuthorizationResponse response, CancellationToken ct)
    {
        var encoded = QueryHelpers.AddQueryString("", response.Parameters.Select(p => KeyValuePair.Create<string, string?>(p.Key, p.Value)));
        context.Response.LeadTo(response.RedirectUri + "#" + encoded.TrimStart('?'));
        return ValueTask.CompletedTask;
    }
}
