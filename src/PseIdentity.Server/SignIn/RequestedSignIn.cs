using System.Globalization;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.Http;
using PseIdentity.Server.Organizations;

namespace PseIdentity.Server.SignIn;

/// <summary>Somebody who is signed in wants a company's provider to sign them in from now on.</summary>
internal sealed record LinkWish(string Provider, Guid UserId);

/// <summary>What an authorization request says about how the person is to sign in (OpenID Connect Core §3.1.2.1). The protocol has checked it.</summary>
internal sealed record RequestedSignIn
{
    /// <summary>The parameter of <see cref="WantsEveryFactor"/>; no client can send it.</summary>
    public const string EveryFactor = "every_factor";

    public string? ClientId { get; private init; }

    public string? RedirectUri { get; private init; }

    public string? LoginHint { get; private init; }

    /// <summary><c>idp_hint</c>: the provider upstream that the client wants.</summary>
    public string? IdpHint { get; private init; }

    /// <summary><c>organization</c>: whose people are asked for.</summary>
    public string? Organization { get; private init; }

    /// <summary><c>domain_hint</c>: the e-mail domain of the people who are asked for.</summary>
    public string? DomainHint { get; private init; }

    public IReadOnlyList<string> Scopes { get; private init; } = [];

    /// <summary>The request's <c>authorization_details</c> (RFC 9396 §2), or null.</summary>
    public string? AuthorizationDetails { get; private init; }

    /// <summary>The request's <c>claims</c> (OpenID Connect Core §5.5), or null.</summary>
    public RequestedClaims? Claims { get; private init; }

    /// <summary><c>acr_values</c>, or null where the request leaves it to the client's default.</summary>
    public IReadOnlyList<string>? AcrValues { get; private init; }

    public bool PromptsLogin { get; private init; }

    public bool PromptsSelectAccount { get; private init; }

    /// <summary>Seconds; null where the request leaves it to the client's default.</summary>
    public long? MaxAge { get; private init; }

    /// <summary>Whether a page of ours wants a second factor proven wherever there is one, also on a browser that is trusted.</summary>
    public bool WantsEveryFactor { get; private init; }

    /// <summary>Whether the request wants one certain person.</summary>
    public bool HasIdTokenHint { get; private init; }

    /// <summary><c>ui_locales</c> as it was written; null where it is missing.</summary>
    public string? UiLocales { get; private init; }

    /// <summary>Set where a page of the account began this; never from a client's request.</summary>
    public LinkWish? Link { get; private init; }

    public static RequestedSignIn From(PendingAuthorization request)
    {
        var parameters = Parameters.FromEncoded(request.Parameters);
        var claims = RequestedClaims.TryParse(parameters["claims"]);
        var prompts = Words(parameters["prompt"]);
        return new RequestedSignIn
        {
            ClientId = parameters["client_id"],
            RedirectUri = parameters["redirect_uri"],
            LoginHint = parameters["login_hint"],
            IdpHint = parameters[HomeParameters.IdpHint],
            Organization = parameters[HomeParameters.Organization],
            DomainHint = parameters[HomeParameters.DomainHint],
            Scopes = Words(parameters["scope"]),
            AuthorizationDetails = parameters["authorization_details"],
            Claims = claims,
            // What the client insists on goes before what it wishes (OpenID Connect Core §5.5.1.1).
            AcrValues = claims?.Acr is { Essential: true, Words: { Count: > 0 } levels } ? levels
                : parameters["acr_values"] is { } acr ? Words(acr) : claims?.Acr?.Words is { Count: > 0 } voluntary ? voluntary : null,
            PromptsLogin = prompts.Contains("login", StringComparer.Ordinal),
            PromptsSelectAccount = prompts.Contains("select_account", StringComparer.Ordinal),
            MaxAge = long.TryParse(parameters["max_age"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
            WantsEveryFactor = request.LocalPath is not null && parameters[EveryFactor] is not null,
            UiLocales = parameters["ui_locales"],
            Link = request.LocalPath is not null && parameters["link"] is { } provider && Guid.TryParse(parameters["person"], out var person) ? new LinkWish(provider, person) : null,
            HasIdTokenHint = parameters["id_token_hint"] is not null || claims?.Subjects.Count > 0,
        };
    }

    private static string[] Words(string? list) => list?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
