using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>Tells ASP.NET Core who is signed in, from the session's cookie; <c>[Authorize]</c> without one leads to <c>/signin</c>.</summary>
internal sealed class SessionAuthentication(
    PortalSessions sessions, Cookies cookies, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "portal-session";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Cookies.TryGetValue(cookies.Session, out var cookie) || sessions.Find(cookie) is not { } session)
            return Task.FromResult(AuthenticateResult.NoResult());

        Context.Features.Set(session);
        var claims = new ClaimsIdentity(
            [new("sub", session.Identity.Subject), new("name", session.Person.Name ?? session.Person.PreferredUsername ?? session.Identity.Subject)],
            Scheme.Name, "name", roleType: null);
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(claims), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var returnTo = HttpMethods.IsGet(Request.Method) ? Request.PathBase + Request.Path + Request.QueryString : SignIn.StartPage;
        Response.Redirect("/signin" + QueryString.Create("return_to", returnTo));
        return Task.CompletedTask;
    }
}
