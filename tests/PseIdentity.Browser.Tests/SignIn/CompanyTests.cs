using Microsoft.Playwright;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>Somebody whose company signs them in: from the portal to the company and back, and out of all three.</summary>
public sealed class CompanyTests : Journey
{
    private const string Address = "dave@acme.example";
    private const string Password = "Early-Train-9-Harbour";

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_work_address_leads_to_the_company_and_back_and_sign_out_ends_both(Variant variant)
    {
        var visitor = await ComesAsync(variant);

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        await visitor.FillAsync("username", Address);
        await visitor.PressAsync("login-submit");
        await IsAtCompanyAsync(visitor);
        await visitor.FillAsync("username", "dave");
        await visitor.FillAsync("password", Password);
        await visitor.PressAsync("login-submit");

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("name")).ToHaveTextAsync("Dave Miller");
        await Expect(visitor.Claim("email")).ToHaveTextAsync(Address);
        await Expect(visitor.Claim("amr")).ToHaveTextAsync("pwd");

        // Cookies ignore ports: both providers are known by this browser, each by its own.
        var cookies = (await visitor.Context.CookiesAsync([Demo.Provider.ToString()])).Select(cookie => cookie.Name).Where(name => name.StartsWith("pse-session-", StringComparison.Ordinal));
        Assert.That(cookies.Distinct().Count(), Is.EqualTo(2));

        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("portal-signed-out");
        await visitor.GoAsync(Demo.Company, "/account");
        await IsAtCompanyAsync(visitor);
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.IsOnAsync("login");
        Assert.That(new Uri(visitor.Page.Url).Authority, Is.EqualTo(Demo.Provider.Authority));
    }

    [Test]
    public async Task Signing_out_at_the_company_signs_out_of_the_portal()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await SignInByLinkAsync(visitor);

        await visitor.GoAsync(Demo.Company, "/account");
        await visitor.IsOnAsync("account");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("logged-out");

        // From server to server, and soon: until then the pages still open.
        var patience = DateTime.UtcNow.AddMilliseconds(Chromium.Patience);
        do
            await visitor.GoAsync(Demo.Portal, "/dashboard");
        while (await visitor.Page.Locator("body").GetAttributeAsync("data-page") == "portal-dashboard" && DateTime.UtcNow < patience);
        // The browser remembers the company, so that is where somebody is asked.
        await IsAtCompanyAsync(visitor);
    }

    [Test]
    public async Task The_pages_on_the_way_can_be_looked_at()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(Demo.Provider, "/login/company");
        await visitor.IsOnAsync("company");
        await PictureAsync(visitor, "company");
        await SignInByLinkAsync(visitor);
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.IsOnAsync("account");
        await PictureAsync(visitor, "company-account");
        await visitor.GoAsync(Demo.Provider, "/account/security");
        await visitor.IsOnAsync("account-security");
        await PictureAsync(visitor, "company-security");

        // Where the company is not waited for.
        await visitor.Page.RouteAsync(url => url.StartsWith(Demo.Company.ToString(), StringComparison.Ordinal), route => route.FulfillAsync(new() { Status = 204 }));
        await visitor.GoAsync(Demo.Provider, "/account");
        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("leaving");
        await PictureAsync(visitor, "company-leaving");
        await visitor.Page.UnrouteAllAsync();
        await visitor.Context.ClearCookiesAsync();

        visitor.Faults.Expect(400);
        await visitor.GoAsync(Demo.Provider, "/start/payments-portal?organization=acme");
        await visitor.PressAsync("sign-in");
        await IsAtCompanyAsync(visitor);
        await visitor.PressAsync("login-cancel");
        await visitor.IsOnAsync("company-refused");
        await PictureAsync(visitor, "company-refused");
        await visitor.PressAsync("other-way");
        await visitor.IsOnAsync("login");
    }

    private static async Task SignInByLinkAsync(Visitor visitor)
    {
        await visitor.GoAsync(Demo.Provider, "/start/payments-portal?organization=acme");
        await visitor.IsOnAsync("portal-home");
        await visitor.PressAsync("sign-in");
        await IsAtCompanyAsync(visitor);
        await visitor.FillAsync("username", "dave");
        await visitor.FillAsync("password", Password);
        await visitor.PressAsync("login-submit");
        await visitor.IsOnAsync("portal-dashboard");
    }

    private static async Task IsAtCompanyAsync(Visitor visitor)
    {
        await visitor.Page.WaitForURLAsync(url => url.StartsWith(Demo.Company.ToString(), StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.Load });
        await visitor.IsOnAsync("login");
    }
}
