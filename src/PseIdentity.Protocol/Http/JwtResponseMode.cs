using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Authorize;

namespace PseIdentity.Protocol.Http;

/// <summary><c>query.jwt</c>, <c>fragment.jwt</c>, <c>form_post.jwt</c> (JARM §2.3): the plain mode carries one parameter, the signed answer.</summary>
internal sealed class JwtResponseMode(IResponseMode carrier, SignedResponses signed) : IResponseMode
{
    public string Name => carrier.Name + ".jwt";

    public async ValueTask WriteAsync(HttpContext context, AuthorizationResponse response, CancellationToken ct) =>
        await carrier.WriteAsync(context, response with { Parameters = [KeyValuePair.Create("response", await signed.SignAsync(response, ct))] }, ct);
}
