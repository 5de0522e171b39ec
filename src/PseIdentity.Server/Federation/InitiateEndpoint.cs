using PseIdentity.Protocol;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Federation;

/// <summary>
/// Where a company's portal starts a sign-in (<c>/federation/initiate/{provider}</c>, our <c>initiate_login_uri</c> there; OpenID Connect Core §4):
/// the browser goes to the provider, and comes back to a page of ours.
/// </summary>
internal sealed class InitiateEndpoint(SignInFlow flow, Upstreams upstreams, Issuer issuer)
{
    private const string Overview = "/account";

    public async Task GetAsync(HttpContext context, string provider)
    {
        var ct = context.RequestAborted;
        var parameters = Parameters.FromQuery(context.Request.Query);
        // §4 iss: "REQUIRED. Issuer Identifier for the OP that the RP is to send the Authentication Request to." SAML has no such parameter.
        if (await upstreams.FindAsync(provider, ct) is not { } upstream || parameters.Repeated.Count > 0
            || !(parameters["iss"] is { } iss ? iss == upstream.Provider.Authority : upstream.Provider.Protocol == "saml")
            || LocalPathOf(parameters["target_link_uri"]) is not { } path)
        {
            new ErrorPage(new ProtocolError("federation.initiate", "invalid_request", "This link cannot start a sign-in.", StatusCodes.Status400BadRequest)).LeaveFor(context);
            return;
        }
        context.Response.LeadTo(context.Request.PathBase + FederationPaths.LeaveFor(await flow.BeginLocalAsync(context, path, ct), upstream.Name, parameters["login_hint"]));
    }

    /// <summary>§4: by GET or POST. From another site a POST carries no SameSite=Lax cookie, so it becomes a GET, which does.</summary>
    public async Task PostAsync(HttpContext context, string provider)
    {
        try
        {
            var form = await Parameters.FromFormAsync(context.Request, context.RequestAborted);
            context.Response.LeadTo(issuer.Url(FederationPaths.Initiate + Uri.EscapeDataString(provider)) + "?" + form.EncodeForRedirect());
        }
        catch (ProtocolException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }

    // §4: "RPs MUST verify the value of the target_link_uri to prevent being used as an open redirector to external sites."
    private string? LocalPathOf(string? target)
    {
        if (target is null)
            return Overview;
        if (!Uri.TryCreate(target, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != issuer.Origin || uri.UserInfo.Length > 0)
            return null;
        var path = uri.AbsolutePath;
        if (issuer.PathBase.Length > 0 && !path.StartsWith(issuer.PathBase + "/", StringComparison.Ordinal))
            return null;
        path = path[issuer.PathBase.Length..];
        // What it leads to is for people, and ends a sign-in rather than beginning another one.
        return path is Overview || path.StartsWith("/account/", StringComparison.Ordinal) || path.StartsWith(FederationPaths.Start, StringComparison.Ordinal) ? path + uri.Query : null;
    }
}
