using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Server.Email;
using PseIdentity.Storage.Devices;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Devices;

/// <summary>
/// The browsers that a person has signed in on, by a cookie of 256 random bits that changes at every sign-in. It opens nothing by itself:
/// a known browser has guesses of its own, and a trusted one is not asked for the second factor.
/// </summary>
internal sealed class KnownDevices(DeviceStore store, SecurityNotice notice, Issuer issuer, IEventLog events, IOptions<DeviceOptions> options, TimeProvider clock)
{
    /// <summary>A tab that was on its way with the cookie before is still heard for so long.</summary>
    private static readonly TimeSpan FormerCookieCounts = TimeSpan.FromMinutes(2);

    // RFC 6265bis §4.1.3.2: __Host- where it can be.
    private readonly string name = (issuer is { IsHttps: true, PathBase: "" } ? "__Host-" : "") + "pse-device-" + issuer.CookieSuffix;

    /// <summary>Whether a device may be trusted at all here.</summary>
    public bool MayBeTrusted => options.Value.MayBeTrusted;

    /// <summary>How long.</summary>
    public TimeSpan TrustedFor => options.Value.TrustedFor;

    /// <summary>The hash of this browser's cookie; null where it has none.</summary>
    public byte[]? CookieOf(HttpContext context) => context.Request.Cookies[name] is { Length: 43 } secret ? Hash(secret) : null;

    /// <summary>The device, where the person is known on this browser; one read, and none without a cookie.</summary>
    public async ValueTask<Device?> FindAsync(HttpContext context, Guid userId, CancellationToken ct) =>
        CookieOf(context) is { } cookie ? await store.FindAsync(userId, cookie, ct) : null;

    /// <summary>The device of a cookie, where the person is known on it.</summary>
    public ValueTask<Device?> FindAsync(Guid userId, byte[] cookie, CancellationToken ct) => store.FindAsync(userId, cookie, ct);

    /// <summary>Whether the person need not prove a second factor here.</summary>
    public bool IsTrusted(Device? device)
    {
        if (!options.Value.MayBeTrusted || device is not { TrustedUntil: { } until })
            return false;
        var now = clock.GetUtcNow();
        return until > now && (device.IsCurrent || now - device.LastSeenAt <= FormerCookieCounts);
    }

    /// <summary>The person has signed in here: the browser is known from now on, under a new cookie, and its owner hears of a new one.</summary>
    public async Task SignedInAsync(HttpContext context, Account person, Caller caller, bool trust)
    {
        var secret = RandomId.Of256Bits();
        var now = clock.GetUtcNow();
        var expires = now + options.Value.KnownFor;
        var isNew = await store.SeenAsync(new DeviceVisit(person.Id, CookieOf(context), Hash(secret), caller.UserAgent, caller.Address,
            trust && options.Value.MayBeTrusted ? now + options.Value.TrustedFor : null, expires));
        context.Response.Cookies.Append(name, secret, new CookieOptions
        {
            HttpOnly = true,
            Secure = issuer.IsHttps,
            SameSite = SameSiteMode.Lax,
            Path = issuer.PathBase.Length == 0 ? "/" : issuer.PathBase,
            Expires = expires,
            IsEssential = true,
        });
        if (trust)
            events.Record(caller.Event("device.trusted", person.Id));
        if (!isNew)
            return;
        events.Record(caller.Event("device.new", person.Id));

        // The first one is where the account begins: whoever made it knows.
        if (await store.AnyOtherAsync(person.Id, Hash(secret), CancellationToken.None))
            await notice.SendAsync(person, "NewDevice", caller, CancellationToken.None);
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
