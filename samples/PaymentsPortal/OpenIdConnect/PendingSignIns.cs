using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>A sign-in on its way: what the answer from the provider has to fit to.</summary>
internal sealed record PendingSignIn(string State, string Nonce, string CodeVerifier, string ReturnTo, DateTimeOffset StartedAt)
{
    /// <summary>RFC 7636 §4.2, method <c>S256</c>.</summary>
    public string CodeChallenge() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));
}

/// <summary>
/// Keeps each pending sign-in in a protected cookie of its own, so that an answer is taken only by the browser that asked
/// (RFC 6749 §10.12) and two tabs do not disturb each other.
/// </summary>
internal sealed class PendingSignIns(IDataProtectionProvider protection, Cookies cookies, TimeProvider clock)
{
    // As long as the provider keeps a request open: people enrol a second factor on the way.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(60);
    private const int MostAtOnce = 5;

    private readonly IDataProtector protector = protection.CreateProtector("PaymentsPortal.PendingSignIn");

    public PendingSignIn Start(HttpContext context, string returnTo)
    {
        ForgetOldest(context);

        var pending = new PendingSignIn(Random256(), Random256(), Random256(), returnTo, clock.GetUtcNow());
        var value = protector.Protect(JsonSerializer.SerializeToUtf8Bytes(pending));
        context.Response.Cookies.Append(CookieOf(pending.State), Base64Url.EncodeToString(value), cookies.Flags(Lifetime));
        return pending;
    }

    /// <summary>The pending sign-in of this state in this browser, once; null if there is none.</summary>
    public PendingSignIn? Take(HttpContext context, string state)
    {
        var name = CookieOf(state);
        if (!context.Request.Cookies.TryGetValue(name, out var value))
            return null;

        context.Response.Cookies.Delete(name, cookies.Flags());
        return Read(value) is { } pending && string.Equals(pending.State, state, StringComparison.Ordinal) ? pending : null;
    }

    private PendingSignIn? Read(string value)
    {
        if (!Base64Url.IsValid(value))
            return null;

        try
        {
            var pending = JsonSerializer.Deserialize<PendingSignIn>(protector.Unprotect(Base64Url.DecodeFromChars(value)));
            return pending is not null && clock.GetUtcNow() - pending.StartedAt < Lifetime ? pending : null;
        }
        catch (CryptographicException) // of another run of the portal, or not of the portal
        {
            return null;
        }
    }

    // Sign-ins that were given up must not fill the request's headers.
    private void ForgetOldest(HttpContext context)
    {
        var olderOnes = context.Request.Cookies
            .Where(cookie => cookie.Key.StartsWith(cookies.PendingPrefix, StringComparison.Ordinal))
            .OrderByDescending(cookie => Read(cookie.Value)?.StartedAt)
            .Skip(MostAtOnce - 1);

        foreach (var (name, _) in olderOnes)
            context.Response.Cookies.Delete(name, cookies.Flags());
    }

    // A state that is not base64url was not made here; its hash keeps the cookie's name a name.
    private string CookieOf(string state) =>
        cookies.PendingPrefix + Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 12));

    private static string Random256() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
