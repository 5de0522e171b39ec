using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>Sends the browser to the provider with an authentication request (OpenID Connect Core 1.0 §3.1.2.1 with PKCE, RFC 7636).</summary>
internal sealed class SignIn(IOptions<OidcOptions> options, Provider provider, PendingSignIns pendingSignIns)
{
    public const string StartPage = "/dashboard";

    /// <summary><c>GET /signin?return_to=/page</c>, with <c>acr_values</c> and <c>max_age</c> where an API wants more than the last sign-in (RFC 9470 §4).</summary>
    public Task<RedirectHttpResult> StartAsync(HttpContext context, CancellationToken ct) =>
        RedirectAsync(context, LocalPage(context.Request.Query["return_to"]), loginHint: null, ct,
            context.Request.Query["acr_values"], context.Request.Query["max_age"]);

    /// <summary><c>GET</c> or <c>POST /initiate-login</c>: somebody else asks the portal to begin (Core §4).</summary>
    public async Task<IResult> InitiateAsync(HttpContext context, CancellationToken ct)
    {
        var sent = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync(ct)).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal)
            : context.Request.Query.ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);

        // Core §4: the portal has one provider, and begins a sign-in with no other.
        if (!string.Equals(sent.GetValueOrDefault("iss"), options.Value.Authority, StringComparison.Ordinal))
            throw SignInException.InvalidAnswer("The portal does not sign in at that identity provider.");

        // Core §4: "The RP MUST verify the value of the target_link_uri" so that it is no open redirector.
        var target = sent.GetValueOrDefault("target_link_uri") ?? "";
        var page = target.StartsWith(options.Value.Url + "/", StringComparison.Ordinal) ? target[options.Value.Url.Length..] : null;

        return await RedirectAsync(context, LocalPage(page), sent.GetValueOrDefault("login_hint"), ct);
    }

    private async Task<RedirectHttpResult> RedirectAsync(HttpContext context, string returnTo, string? loginHint, CancellationToken ct,
        string? acrValues = null, string? maxAge = null)
    {
        var metadata = await provider.DiscoverAsync(ct);
        var pending = pendingSignIns.Start(context, returnTo);

        var request = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = options.Value.ClientId,
            ["redirect_uri"] = options.Value.RedirectUri,
            ["scope"] = options.Value.Scope,
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = pending.CodeChallenge(),
            ["code_challenge_method"] = "S256",
            ["acr_values"] = string.IsNullOrEmpty(acrValues) ? null : acrValues,
            ["max_age"] = string.IsNullOrEmpty(maxAge) ? null : maxAge,
            ["login_hint"] = string.IsNullOrEmpty(loginHint) ? null : loginHint,
        };
        return TypedResults.Redirect(QueryHelpers.AddQueryString(metadata.AuthorizationEndpoint, request));
    }

    private static string LocalPage(string? path) =>
        path is not null && path.StartsWith('/') && RedirectHttpResult.IsLocalUrl(path) ? path : StartPage;
}
