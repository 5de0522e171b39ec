using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace PseIdentity.Browser.Tests;

/// <summary>
/// What a browser complains of while somebody looks at the pages: errors and warnings on the console, what the Content-Security-Policy stopped,
/// exceptions in scripts, requests that failed. A test ends with none.
/// </summary>
internal sealed class Faults
{
    private readonly ConcurrentQueue<string> found = new();
    private readonly HashSet<int> expected = [];

    public Faults(IBrowserContext context)
    {
        context.Console += (_, message) =>
        {
            // The answer itself says it better, below.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal))
                found.Enqueue($"{message.Type} on the console of {message.Location}: {message.Text}");
        };
        context.WebError += (_, error) => found.Enqueue($"exception in a script of {error.Page?.Url}: {error.Error}");
        context.RequestFailed += (_, request) =>
        {
            // A request that is given up because the person goes on elsewhere is no fault.
            if (request.Failure != "net::ERR_ABORTED")
                found.Enqueue($"{request.Method} {request.Url}: {request.Failure}");
        };
        context.Response += (_, response) =>
        {
            if (response.Status >= 400 && !(response.Request.IsNavigationRequest && expected.Contains(response.Status)))
                found.Enqueue($"{response.Request.Method} {response.Url}: {response.Status}");
        };
    }

    public IReadOnlyCollection<string> Found => found;

    /// <summary>Pages with this status are part of the journey.</summary>
    public void Expect(int status) => expected.Add(status);

    /// <summary>These were made on purpose.</summary>
    public void Forget() => found.Clear();
}
