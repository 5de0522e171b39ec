using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn.Devices;

namespace PseIdentity.Server.SignIn;

/// <summary>Who is at the other end, for the record.</summary>
internal sealed record Caller(string? ClientId, string? Address, string? UserAgent)
{
    private const int LongestUserAgent = 256;

    /// <summary>The hash of the browser's device cookie; null where it has none. Whether anybody is known there is another question.</summary>
    public byte[]? Device { get; init; }

    public static Caller Of(HttpContext context, string? clientId)
    {
        var userAgent = context.Request.Headers.UserAgent.ToString();
        return new Caller(clientId, context.Connection.RemoteIpAddress?.ToString(),
            userAgent.Length == 0 ? null : userAgent[..Math.Min(userAgent.Length, LongestUserAgent)])
        {
            Device = context.RequestServices.GetRequiredService<KnownDevices>().CookieOf(context),
        };
    }

    public IdentityEvent Event(string name, Guid? userId, string? sid = null, IReadOnlyDictionary<string, string>? data = null) =>
        new(name, userId, ClientId, sid, Address, UserAgent, data);
}
