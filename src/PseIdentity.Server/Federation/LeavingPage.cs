using PseIdentity.Protocol.Http;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation;

/// <summary>Why the browser goes to a provider: the name of the page's words.</summary>
internal enum LeavingFor
{
    SignIn,
    SignOut,
}

/// <summary>On the way to a company's provider (page <c>leaving</c>): the browser goes on by itself, and there is a link or a button where it does not.</summary>
/// <param name="Company">The provider as people know it.</param>
/// <param name="Target">Where it leads.</param>
/// <param name="Form">What is posted there; null for a link.</param>
internal sealed record LeavingPage(LeavingFor For, string Company, string Target, IReadOnlyList<KeyValuePair<string, string>>? Form) : PageAnswer(200)
{
    /// <summary>Sends the browser off, after a GET: by a redirect, or by a form that posts itself.</summary>
    public static void Lead(HttpContext context, LeavingFor why, IdentityProvider provider, Departure departure)
    {
        if (departure.Form is null)
            context.Response.LeadTo(departure.Target);
        else
            new LeavingPage(why, provider.DisplayName, departure.Target, departure.Form).LeaveFor(context);
    }
}

/// <summary>
/// Back from a company's provider (page <c>company-returned</c>). The browser goes on by itself, and not by a redirect: the form that the person
/// filled in there has a policy for all redirects after it (CSP Level 3, <c>form-action</c>), and that policy knows us, but not whoever sent the person.
/// </summary>
/// <param name="From">What the browser was away for.</param>
/// <param name="Company">The provider as people know it.</param>
internal sealed record ReturnedPage(LeavingFor From, string Company, string Target) : PageAnswer(200);

/// <summary>A company's sign-in was refused (page <c>company-refused</c>): what to do now.</summary>
/// <param name="Id">The failure's dotted name.</param>
/// <param name="Company">The provider as people know it; null where there is none.</param>
/// <param name="TryAgain">A path of ours; null where trying again cannot help.</param>
/// <param name="OtherWay">A path of ours with another way to sign in; null where the sign-in is not known.</param>
internal sealed record CompanyRefusedPage(string Id, string? Company, string? TryAgain, string? OtherWay) : PageAnswer(StatusCodes.Status400BadRequest);
