using Microsoft.Extensions.Options;

namespace PaymentsPortal.OpenIdConnect;

/// <summary>
/// Names and flags of the portal's cookies. Cookies ignore ports, so that the names carry the <c>client_id</c>: neither the provider
/// nor a second portal on the same host overwrites them.
/// </summary>
internal sealed class Cookies(IOptions<OidcOptions> options)
{
    public string Session => Name("session");

    public string SigningOut => Name("signing-out");

    public string PendingPrefix => Name("sign-in.");

    public string Name(string what) => $"{(options.Value.IsHttps ? "__Host-" : "")}{Uri.EscapeDataString(options.Value.ClientId)}.{what}";

    /// <summary>Lax, because the browser comes back from the provider by a top-level navigation.</summary>
    public CookieOptions Flags(TimeSpan? lifetime = null) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = options.Value.IsHttps,
        Path = "/",
        MaxAge = lifetime,
        IsEssential = true,
    };
}
