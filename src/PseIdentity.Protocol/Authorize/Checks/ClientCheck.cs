using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary>Which client asks (RFC 6749 §4.1.1, <c>client_id</c>).</summary>
internal sealed class ClientCheck(IClientStore clients) : IAuthorizeCheck
{
    public async ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        // A second client_id or redirect_uri could be a trick on whoever reads the first: it is refused on the page, before either is believed.
        if (request.Parameters.Repeated.Any(name => name is "client_id" or "redirect_uri"))
            request.Parameters.RefuseRepeated();
        request.Client = await clients.FindAsync(request.Parameters.Require("client_id"), ct)
            ?? throw Refuse.InvalidRequest("authorize.client_unknown", "The application is not known here.");
        return null;
    }
}
