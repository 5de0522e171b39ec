using PseIdentity.Protocol.Http;
using PseIdentity.Server.Hardening;

namespace PseIdentity.Server.Localization;

/// <summary>The languages in the foot of a page, and where choosing one leads back to.</summary>
/// <param name="Back">The page's own address.</param>
/// <param name="InsteadOf">What was asked for on behalf of the person, if anything was.</param>
internal sealed record LanguageChooser(string Back, string? InsteadOf)
{
    /// <summary>Proxies and servers take no longer request lines (8 KB), and the address is escaped within one.</summary>
    private const int LongestBack = 2500;

    /// <summary>Null where the page cannot be had again by its address: the answer to a form, what is shown once, and a refusal, which leads nowhere.</summary>
    public static LanguageChooser? Of(HttpContext context)
    {
        var under = context.Features.Get<PageUnderWay>();
        if (!HttpMethods.IsGet(under?.Method ?? context.Request.Method) || context.Features.Get<PageAnswer>() is FormPostPage or SignedOutPage or ErrorPage)
            return null;
        var back = context.Request.PathBase.Add(under?.Path ?? context.Request.Path).ToUriComponent() + context.Request.QueryString.ToUriComponent();
        return back.Length > LongestBack ? null : new LanguageChooser(back, context.Features.Get<AskedLanguage>()?.Tag);
    }
}
