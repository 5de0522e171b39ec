using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>Signs out here and asks the provider to do the same (OpenID Connect RP-Initiated Logout 1.0 §2).</summary>
internal sealed class SignOut(
    IOptions<OidcOptions> options, Provider provider, TokenEndpoint tokenEndpoint, PortalSessions sessions, Cookies cookies, IAntiforgery antiforgery)
{
    private static readonly TimeSpan RoundTrip = TimeSpan.FromMinutes(10);

    /// <summary><c>POST /signout</c></summary>
    public async Task<IResult> StartAsync(HttpContext context, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.BadRequest();

        var session = context.Features.Get<PortalSession>();
        if (context.Request.Cookies.TryGetValue(cookies.Session, out var cookie))
            sessions.End(cookie);
        context.Response.Cookies.Delete(cookies.Session, cookies.Flags());
        if (session is null)
            return TypedResults.LocalRedirect("/signed-out");

        // The portal forgets the refresh token, so that nobody should be able to use it (RFC 7009).
        if (session.Tokens.RefreshToken is { } refreshToken)
            await tokenEndpoint.RevokeAsync(refreshToken, ct);

        return await RedirectAsync(context, session, ct);
    }

    /// <summary>Whether the browser comes back from the sign-out that it started (§3: <c>state</c> is passed back).</summary>
    public bool IsConfirmed(HttpContext context)
    {
        if (!context.Request.Cookies.TryGetValue(cookies.SigningOut, out var started))
            return false;

        context.Response.Cookies.Delete(cookies.SigningOut, cookies.Flags());
        return string.Equals(context.Request.Query["state"], started, StringComparison.Ordinal);
    }

    private async Task<IResult> RedirectAsync(HttpContext context, PortalSession session, CancellationToken ct)
    {
        var metadata = await provider.DiscoverAsync(ct);
        if (string.IsNullOrEmpty(metadata.EndSessionEndpoint))
            return TypedResults.LocalRedirect("/signed-out");

        var state = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        context.Response.Cookies.Append(cookies.SigningOut, state, cookies.Flags(RoundTrip));

        return TypedResults.Redirect(QueryHelpers.AddQueryString(metadata.EndSessionEndpoint, new Dictionary<string, string?>
        {
            ["id_token_hint"] = session.Tokens.IdToken,
            ["client_id"] = options.Value.ClientId,
            ["post_logout_redirect_uri"] = options.Value.PostLogoutRedirectUri,
            ["state"] = state,
        }));
    }
}
