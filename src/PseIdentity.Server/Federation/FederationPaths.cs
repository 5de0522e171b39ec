namespace PseIdentity.Server.Federation;

/// <summary>The addresses of company sign-in.</summary>
internal static class FederationPaths
{
    public const string Leave = "/federation/leave";
    public const string Callback = "/federation/callback/";
    public const string Logout = "/federation/logout/";

    /// <summary>The page of ours on the way to the provider's sign-out.</summary>
    public const string SignOut = "/federation/sign-out";

    /// <summary>Where a provider returns the browser after our sign-out there (<c>post_logout_redirect_uri</c>, with <c>state</c>).</summary>
    public const string SignedOut = "/federation/signed-out/";

    public const string Initiate = "/federation/initiate/";
    public const string Start = "/start/";
    public const string Metadata = "/federation/metadata/";
    public const string Keys = "/federation/keys";

    /// <summary>The way to a provider, for a page that was asked for by GET. After a form see <see cref="AfterForm"/>.</summary>
    public static string LeaveFor(string handle, string provider, string? loginHint) =>
        $"{Leave}?pending={handle}&provider={Uri.EscapeDataString(provider)}" + (loginHint is null ? "" : $"&login_hint={Uri.EscapeDataString(loginHint)}");

    /// <summary>The same after a form was posted: a page of ours stands between, because browsers apply <c>form-action</c> to the redirects of a form.</summary>
    public static string AfterForm(string handle, string provider, string? loginHint) => LeaveFor(handle, provider, loginHint) + "&form=yes";
}
