using PseIdentity.Protocol;

namespace PseIdentity.Server.Localization;

/// <summary>What somebody chose in the foot of a page.</summary>
/// <param name="Language">The language they want.</param>
/// <param name="InsteadOf">The language that the page had because the request or the account asked for it; null where nobody had.</param>
internal sealed record ChosenLanguage(string Language, string? InsteadOf)
{
    /// <summary>A choice against what was asked for counts until something else is asked for.</summary>
    public string? Against(string? asked) => asked is null || asked == InsteadOf ? Language : null;
}

/// <summary>The choice of language, kept by the browser for a year. It names nobody.</summary>
internal sealed class LanguageCookie(Issuer issuer)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly string name = (issuer is { IsHttps: true, PathBase: "" } ? "__Host-" : "") + "pse-language-" + issuer.CookieSuffix;

    public ChosenLanguage? Find(HttpContext context)
    {
        var words = context.Request.Cookies[name]?.Split('.') ?? [];
        return words is [var first, ..] && Languages.Find(first) is { } language
            ? new ChosenLanguage(language, words is [_, var other] ? Languages.Find(other) : null)
            : null;
    }

    public void Set(HttpContext context, ChosenLanguage choice) =>
        context.Response.Cookies.Append(name, choice.InsteadOf is null ? choice.Language : $"{choice.Language}.{choice.InsteadOf}", new CookieOptions
        {
            HttpOnly = true,
            Secure = issuer.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = issuer.PathBase.Length == 0 ? "/" : issuer.PathBase,
            MaxAge = Lifetime,
            IsEssential = true,
        });
}
