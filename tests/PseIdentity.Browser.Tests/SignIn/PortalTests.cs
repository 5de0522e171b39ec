using System.Globalization;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>The main job: from the portal to the provider and back, work, and out of both.</summary>
public sealed class PortalTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task A_person_signs_in_at_the_portal_works_there_and_signs_out_of_both(Variant variant)
    {
        var alice = People.Alice();
        var began = DateTimeOffset.UtcNow;
        var visitor = await ComesAsync(variant);

        await visitor.GoAsync(Demo.Portal);
        await visitor.IsOnAsync("portal-home");
        await visitor.PressAsync("sign-in");
        await visitor.IsOnAsync("login");
        Assert.That(new Uri(visitor.Page.Url).Authority, Is.EqualTo(Demo.Provider.Authority));
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("to continue to Payments portal");

        await visitor.EnterPasswordAsync(alice);
        await visitor.IsOnAsync("portal-dashboard");
        Assert.That(visitor.Page.Url, Is.EqualTo(new Uri(Demo.Portal, "/dashboard").ToString()));
        await Expect(visitor.Claim("name")).ToHaveTextAsync(alice.Name);
        await Expect(visitor.Claim("preferred_username")).ToHaveTextAsync(alice.UserName);
        await Expect(visitor.Claim("email")).ToHaveTextAsync(alice.Email);
        await Expect(visitor.Claim("customer_id")).ToHaveTextAsync(alice.CustomerId);
        await Expect(visitor.Claim("amr")).ToHaveTextAsync("pwd");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:password");
        var when = await visitor.Claim("auth_time").Locator("time").GetAttributeAsync("datetime");
        Assert.That(DateTimeOffset.Parse(when!, CultureInfo.InvariantCulture), Is.InRange(began.AddSeconds(-1), DateTimeOffset.UtcNow));

        await visitor.PressAsync("refresh");
        await Expect(visitor["notice"]).ToHaveTextAsync("Tokens refreshed.");

        await visitor.PressAsync("pay");
        await Expect(visitor["api-result"]).ToHaveAttributeAsync("data-status", "201");
        await visitor.IsOnAsync("portal-dashboard");

        await visitor.PressAsync("sign-out");
        await visitor.IsOnAsync("portal-signed-out");
        await Expect(visitor["signed-out-everywhere"]).ToBeVisibleAsync();

        // Both are over: the portal asks again, and the provider knows nobody.
        await visitor.GoAsync(Demo.Portal, "/dashboard");
        await visitor.IsOnAsync("login");
        await Expect(visitor["username"]).ToHaveValueAsync("");
    }

    [Test]
    public async Task Any_name_of_the_account_signs_in([Values("user name", "USER NAME", "customer ID", "e-mail address")] string kind)
    {
        var alice = People.Alice();
        var name = kind switch
        {
            "user name" => alice.UserName,
            "USER NAME" => alice.UserName.ToUpperInvariant(),
            "customer ID" => alice.CustomerId,
            _ => alice.Email,
        };
        var visitor = await ComesAsync(Variant.Desktop);

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(alice, name);

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("preferred_username")).ToHaveTextAsync(alice.UserName);
    }

    [Test]
    public async Task The_keyboard_alone_is_enough()
    {
        var alice = People.Alice();
        var visitor = await ComesAsync(Variant.Desktop);
        var keyboard = visitor.Page.Keyboard;

        await visitor.GoAsync(Demo.Portal);
        await visitor["sign-in"].FocusAsync();
        await keyboard.PressAsync("Enter");
        await visitor.IsOnAsync("login");
        await Expect(visitor["username"]).ToBeFocusedAsync();
        await keyboard.TypeAsync(alice.UserName);
        await keyboard.PressAsync("Tab");
        await Expect(visitor["password"]).ToBeFocusedAsync();
        await keyboard.TypeAsync(alice.Password);
        await keyboard.PressAsync("Tab");
        await Expect(visitor["reveal-password"]).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(visitor["remember"]).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(visitor["login-submit"]).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");

        await visitor.IsOnAsync("portal-dashboard");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All))]
    public async Task Who_turns_back_is_told_so_by_the_portal(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        visitor.Faults.Expect(400);

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        await visitor.PressAsync("login-cancel");

        await visitor.IsOnAsync("portal-error");
        await Expect(visitor["error-code"]).ToHaveTextAsync("access_denied");
    }

    [Test]
    public async Task The_password_can_be_looked_at_before_it_is_sent()
    {
        var visitor = await ComesAsync(Variant.Desktop);

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.FillAsync("password", "Is-this-what-I-mean");
        await visitor.PressAsync("reveal-password");
        await Expect(visitor["password"]).ToHaveAttributeAsync("type", "text");
        await Expect(visitor["reveal-password"]).ToHaveAttributeAsync("aria-pressed", "true");
        await visitor.PressAsync("reveal-password");
        await Expect(visitor["password"]).ToHaveAttributeAsync("type", "password");
        await Expect(visitor["password"]).ToHaveValueAsync("Is-this-what-I-mean");
    }

    [Test]
    public async Task Caps_Lock_is_noticed()
    {
        var visitor = await ComesAsync(Variant.Desktop);

        await visitor.LeaveForProviderAsync(Demo.Portal);
        await Expect(visitor["password-caps-lock"]).ToBeHiddenAsync();
        await visitor["password"].DispatchEventAsync("keydown", new { key = "A", modifierCapsLock = true });
        await Expect(visitor["password-caps-lock"]).ToBeVisibleAsync();
        await visitor["password"].DispatchEventAsync("keyup", new { key = "CapsLock" });
        await Expect(visitor["password-caps-lock"]).ToBeHiddenAsync();
    }
}
