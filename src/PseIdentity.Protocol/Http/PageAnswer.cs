using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;

namespace PseIdentity.Protocol.Http;

/// <summary>
/// An answer that is a page. The protocol says which and with what; it writes no HTML. It is left as a feature of the request,
/// and the host renders it under the same address by running the page of that kind.
/// </summary>
public abstract record PageAnswer(int Status)
{
    /// <summary>Asks the host for a page instead of writing an answer.</summary>
    public void LeaveFor(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Features.Set(this);
    }
}

/// <summary>An error that may not be redirected (page <c>error</c>).</summary>
/// <param name="Application">Where the person can go on, by what is registered about it; null where nothing is trusted or there is nothing to go on with.</param>
public sealed record ErrorPage(ProtocolError Error, Client? Application = null) : PageAnswer(Error.Status);

/// <summary>A form that posts itself to the client (OAuth 2.0 Form Post Response Mode; page <c>form-post</c>).</summary>
public sealed record FormPostPage(string Action, IReadOnlyList<KeyValuePair<string, string>> Fields) : PageAnswer(200);

/// <summary>The pending request is unknown here: expired, finished, or started in another browser (page <c>expired</c>).</summary>
public sealed record ExpiredPage() : PageAnswer(400);

/// <summary>Nobody is led anywhere until then (page <c>maintenance</c>).</summary>
public sealed record MaintenancePage(DateTimeOffset Until) : PageAnswer(503);

/// <summary>"Do you want to sign out?" (RP-Initiated Logout §2; page <c>logout</c>).</summary>
/// <param name="ClientName">Who asks, where known.</param>
/// <param name="Handle">The request's protected handle, posted back in the field <c>logout</c>.</param>
/// <param name="LeadsTo">The registered address that a yes leads to: browsers want to know it before the form is posted.</param>
public sealed record LogoutConfirmPage(string? ClientName, string Handle, string? LeadsTo) : PageAnswer(200);

/// <summary>"You are signed out" (page <c>logged-out</c>), with frames in which relying parties hear of it (Front-Channel Logout §2).</summary>
/// <param name="ClientId">Who asked, where known.</param>
/// <param name="Frames">The address of each frame.</param>
/// <param name="LeadsTo">Where the browser goes once the frames have been loaded; null: it stays.</param>
public sealed record SignedOutPage(string? ClientId, IReadOnlyList<string> Frames, string? LeadsTo) : PageAnswer(200);
