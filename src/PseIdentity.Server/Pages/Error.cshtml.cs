using System.Diagnostics;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Server.Pages;

/// <summary>
/// Says what went wrong, to the person in front of it and to whoever has to mend it. Holds no link to an address that was refused;
/// the one it may hold leads to what an application registered about itself.
/// </summary>
internal sealed class ErrorModel : PageModel
{
    public ProtocolError Error { get; private set; } = new("http.not_found", "not_found", "There is nothing at this address.", 404);

    /// <summary>Where the person can go on; null where there is nothing to go on with.</summary>
    public ApplicationLink? Application { get; private set; }

    /// <summary>What log and audit call this request.</summary>
    public string Id => Activity.Current?.TraceId.ToString() ?? HttpContext.TraceIdentifier;

    public bool IsNotFound => Error.Status == 404;

    public bool IsOurFault => Error.Status == 500;

    /// <summary>The name of the heading.</summary>
    public string Title => "Error.Title" + Kind;

    /// <summary>The name of the explanation.</summary>
    public string Lead => "Error.Lead" + Kind;

    public void OnGet()
    {
        if (HttpContext.Features.Get<PageAnswer>() is ErrorPage page)
            (Error, Application) = (page.Error, ApplicationLink.Of(page.Application));
        else
            Response.StatusCode = Error.Status;
    }

    private string Kind => Error.Status switch
    {
        _ when Application is not null => "Answered",
        403 => "Forbidden",
        404 => "NotFound",
        429 or 503 => "Busy",
        >= 500 => "Server",
        _ => "Request",
    };
}
