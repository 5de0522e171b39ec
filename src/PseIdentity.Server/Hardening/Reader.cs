using Microsoft.AspNetCore.Mvc.RazorPages;

namespace PseIdentity.Server.Hardening;

/// <summary>Who will read an error: a person, who gets a page, or a program, which gets JSON.</summary>
internal static class Reader
{
    /// <summary>Browsers that navigate ask for text/html by name; programs do not.</summary>
    public static bool IsPerson(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        || request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
}
