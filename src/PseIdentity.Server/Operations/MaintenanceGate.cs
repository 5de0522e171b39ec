using PseIdentity.Protocol.Http;
using PseIdentity.Storage.Maintenance;

namespace PseIdentity.Server.Operations;

/// <summary>
/// While maintenance lasts nobody signs in: the pages of a sign-in answer 503 with Retry-After (RFC 9110 §15.6.4, §10.2.3) and say until when.
/// Whatever needs no person goes on working, and so does whoever is signed in already.
/// </summary>
internal sealed class MaintenanceGate(RequestDelegate next, MaintenanceStore maintenance, TimeProvider clock)
{
    private static readonly PathString[] Closed = ["/login", "/consent", "/select-account", "/verify-email", "/recover"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (Array.Exists(Closed, path => context.Request.Path.StartsWithSegments(path))
            && await maintenance.FindAsync(context.RequestAborted) is { } window && window.IsOn(clock.GetUtcNow()))
            new MaintenancePage(window.Until).LeaveFor(context);
        else
            await next(context);
    }
}
