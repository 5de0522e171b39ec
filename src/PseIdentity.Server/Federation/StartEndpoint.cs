using Microsoft.AspNetCore.WebUtilities;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Organizations;
using PseIdentity.Server.Pages;

namespace PseIdentity.Server.Federation;

/// <summary>
/// A link for company portals (<c>/start/{client}?organization=…</c>): leads to where the application starts a sign-in, its registered
/// <c>initiate_login_uri</c>, with <c>iss</c>, <c>login_hint</c> and <c>target_link_uri</c> (OpenID Connect Core §4), or to its home page where it has none.
/// </summary>
internal sealed class StartEndpoint(IClientStore clients, Homes homes, CompanyWay company, Issuer issuer)
{
    public async Task GetAsync(HttpContext context, string client)
    {
        var parameters = Parameters.FromQuery(context.Request.Query);
        if (await clients.FindAsync(client, context.RequestAborted) is not { } found || ApplicationLink.Of(found)?.Uri is not { } start || parameters.Repeated.Count > 0)
        {
            new ErrorPage(new ProtocolError("start.client", "invalid_request", "No application can be started by this link.", StatusCodes.Status404NotFound)).LeaveFor(context);
            return;
        }
        // The application knows nothing of companies, so the browser remembers which one it is.
        if (parameters["organization"] is { } name && await homes.FindAsync(name, context.RequestAborted) is { } home)
            company.Remember(context, home.Organization.Name);
        context.Response.LeadTo(found.Metadata.InitiateLoginUri is null ? start : QueryHelpers.AddQueryString(start, ParametersFor(found, parameters)));
    }

    private IEnumerable<KeyValuePair<string, string?>> ParametersFor(Client client, Parameters asked)
    {
        yield return new("iss", issuer.Value);
        if (asked["login_hint"] is { } hint)
            yield return new("login_hint", hint);
        // The application has to check it as well; ours is not the link that sends people elsewhere.
        if (asked["target_link_uri"] is { } target && IsOf(client, target))
            yield return new("target_link_uri", target);
    }

    private static bool IsOf(Client client, string target) =>
        OriginOf(target) is { } origin && client.Metadata.RedirectUris.Append(client.Metadata.InitiateLoginUri ?? "").Any(uri => OriginOf(uri) == origin);

    private static string? OriginOf(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http") && uri.UserInfo.Length == 0 ? uri.GetLeftPart(UriPartial.Authority) : null;
}
