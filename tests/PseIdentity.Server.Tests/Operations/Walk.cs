using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Operations;

/// <summary>Somebody who goes everywhere: each page with something to press, each page by its address, and what was answered on the way.</summary>
internal sealed class Walk(RunningProvider provider, Uri issuer, MailInbox inbox) : IDisposable
{
    private readonly HttpBrowser browser = new(issuer, provider.BaseAddress);
    private readonly string pathBase = issuer.AbsolutePath.TrimEnd('/');

    public List<Hop> Hops { get; } = [];

    /// <summary>The pages that were seen, by what <c>data-page</c> says.</summary>
    public HashSet<string> Pages { get; } = new(StringComparer.Ordinal);

    public async Task GoEverywhereAsync()
    {
        await EveryAddressAsync();
        await ErrorAsync();
        await LongerSignInsAsync();
        await SignInsAsync();
        await DecoupledAsync();
        await EveryAddressAsync();
        await SignOutAsync();
    }

    public void Dispose() => browser.Dispose();

    private async Task EveryAddressAsync()
    {
        var routes = provider.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null).Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));
        foreach (var route in routes.Distinct(StringComparer.Ordinal))
            await GoAsync(route);
    }

    private async Task ErrorAsync()
    {
        await GoAsync("/nowhere");
        await GoAsync(Installation.Portal(issuer).AuthorizeQuery(("redirect_uri", "https://evil.example/")));
        await GoAsync(Installation.Portal(issuer).AuthorizeQuery(("scope", null)));
    }

    private async Task SignInsAsync()
    {
        var budget = Installation.Budget(issuer);
        await GoAsync(budget.AuthorizeQuery());
        await PressAsync("login-submit", ("username", "alice"), ("password", "wrong"));
        await PressAsync("login-submit", ("username", "alice"), ("password", Installation.Password));
        await PressAsync("consent-allow");
        await GoAsync(budget.AuthorizeQuery(("prompt", "select_account")));
        await PressAsync("account-0");
        await GoAsync(Installation.Portal(issuer).AuthorizeQuery(("response_mode", "form_post")));
    }

    /// <summary>With a second factor, and with a password that has to be changed: each on a browser of its own.</summary>
    private async Task LongerSignInsAsync()
    {
        using var walk = new Walk(provider, issuer, inbox);
        await walk.GoAsync(Installation.Portal(issuer).AuthorizeQuery());
        await walk.PressAsync("login-submit", ("username", "bob"), ("password", Installation.Password));
        await walk.PressAsync("code-submit", ("code", "000000x"));
        await walk.PressAsync("code-submit", ("code", Totp.Now(Installation.TotpSecret)));
        await walk.GoAsync("/account");
        await walk.PressAsync("sign-out");
        walk.browser.ForgetCookies();
        await walk.GoAsync(Installation.Portal(issuer).AuthorizeQuery());
        await walk.PressAsync("login-submit", ("username", "carol"), ("password", Installation.Password));
        await walk.PressAsync("password-submit", ("current-password", Installation.Password), ("new-password", "Violet-Kettle-29-Harbour"), ("confirm-password", "Violet-Kettle-29-Harbour"));
        Hops.AddRange(walk.Hops);
        Pages.UnionWith(walk.Pages);
    }

    private async Task DecoupledAsync()
    {
        using var television = Installation.Television(issuer, provider.BaseAddress);
        var codes = await television.BeginDeviceAsync();
        await GoAsync("/device");
        await PressAsync("device-submit", ("user_code", codes.Need("user_code")));
        await PressAsync("device-allow");
        using var callCentre = Installation.CallCentre(issuer, provider.BaseAddress);
        await callCentre.BeginCibaAsync(("binding_message", "walk"));
        await GoAsync(MailInbox.LinkIn((await inbox.NextAsync("walk")).Text).PathAndQuery);
        await PressAsync("approve-allow");
    }

    private async Task SignOutAsync()
    {
        await GoAsync("/logout?client_id=portal");
        await PressAsync("logout-confirm");
    }

    private async Task GoAsync(string path)
    {
        await browser.GoAsync(path.StartsWith(pathBase + "/", StringComparison.Ordinal) ? path : pathBase + path);
        Note();
    }

    private async Task PressAsync(string id, params (string, string)[] values)
    {
        await browser.PressAsync(id, values);
        Note();
    }

    private void Note()
    {
        Hops.AddRange(browser.Hops);
        if (browser.PageName is { } page)
            Pages.Add(page);
    }
}
