using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Approvals;

/// <summary>A person connects a television: types what it shows, compares, decides (RFC 8628).</summary>
public sealed class DeviceTests : Journey
{
    private RelyingParty television = null!;

    [SetUp]
    public void SwitchOn() => television = OtherClients.Television(Demo.Provider);

    [TearDown]
    public void SwitchOff() => television.Dispose();

    [TestCaseSource(typeof(Variant), nameof(Variant.All)), Category("RFC 8628 §3.3")]
    public async Task The_code_is_typed_as_people_type_and_the_television_is_connected(Variant variant)
    {
        var codes = await television.BeginDeviceAsync();
        var visitor = await ComesAsync(variant);
        await visitor.GoAsync(Demo.Provider, "/device");
        await visitor.EnterPasswordAsync(People.Alice());

        await TypeAsync(visitor, "BCDF-GHJK");
        await Expect(visitor["form-error"]).ToContainTextAsync("No device waits under this code");
        await Expect(visitor["user_code"]).ToHaveAttributeAsync("aria-invalid", "true");
        await TypeAsync(visitor, codes.Need("user_code").Replace("-", "", StringComparison.Ordinal).ToLowerInvariant());
        await IsAskedAsync(visitor, codes);
        await visitor.PressAsync("device-allow");

        await visitor.IsOnAsync("device");
        await Expect(visitor.Page.Locator("[role=status] h1")).ToHaveTextAsync("Your device is connected");
        var tokens = await television.PollDeviceAsync(codes.Need("device_code"));
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All)), Category("RFC 8628 §3.3.1")]
    public async Task The_complete_link_fills_in_the_code_and_allows_nothing_by_itself(Variant variant)
    {
        var codes = await television.BeginDeviceAsync();
        var visitor = await ComesAsync(variant);
        await visitor.Page.GotoAsync(codes.Need("verification_uri_complete"));
        await visitor.EnterPasswordAsync(People.Alice());

        await visitor.IsOnAsync("device");
        await Expect(visitor["user_code"]).ToHaveValueAsync(codes.Need("user_code"));
        await visitor.PressAsync("device-submit");
        await IsAskedAsync(visitor, codes);
        await visitor.PressAsync("device-deny");

        await Expect(visitor.Page.Locator("[role=status] h1")).ToHaveTextAsync("Nothing was connected");
        Assert.That((await television.PollDeviceAsync(codes.Need("device_code"))).Error, Is.EqualTo("access_denied"));

        // What is decided stays so.
        await visitor.Page.GotoAsync(codes.Need("verification_uri_complete"));
        await visitor.PressAsync("device-submit");
        await Expect(visitor["form-error"]).ToBeVisibleAsync();
    }

    [Test, Category("RFC 8628 §3.3")]
    public async Task The_keyboard_alone_is_enough()
    {
        var codes = await television.BeginDeviceAsync();
        var visitor = await ComesAsync(Variant.Desktop);
        var keyboard = visitor.Page.Keyboard;
        await visitor.GoAsync(Demo.Provider, "/device");
        await visitor.EnterPasswordAsync(People.Alice());

        await visitor.IsOnAsync("device");
        await Expect(visitor["user_code"]).ToBeFocusedAsync();
        await keyboard.TypeAsync(codes.Need("user_code"));
        await keyboard.PressAsync("Enter");
        await IsAskedAsync(visitor, codes);
        await keyboard.PressAsync("Tab");
        await Expect(visitor.Page.Locator(".skip")).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(visitor["device-allow"]).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(visitor["device-deny"]).ToBeFocusedAsync();
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Enter");

        await Expect(visitor.Page.Locator("[role=status] h1")).ToHaveTextAsync("Your device is connected");
    }

    [Test]
    public async Task The_page_keeps_nobody_out()
    {
        var codes = await television.BeginDeviceAsync();
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.GoAsync(Demo.Provider, "/device");
        await visitor.EnterPasswordAsync(People.Alice());
        await visitor.IsOnAsync("device");
        await PictureAsync(visitor, "device");
        await TypeAsync(visitor, "BCDF-GHJK");
        await visitor["form-error"].WaitForAsync();
        await PictureAsync(visitor, "device-error");
        await TypeAsync(visitor, codes.Need("user_code"));
        await IsAskedAsync(visitor, codes);
        await PictureAsync(visitor, "device-ask");
        await visitor.PressAsync("device-allow");
        await Expect(visitor.Page.Locator("[role=status]")).ToBeVisibleAsync();
        await PictureAsync(visitor, "device-allowed");
        var another = await television.BeginDeviceAsync();
        await visitor.Page.GotoAsync(another.Need("verification_uri_complete"));
        await visitor.PressAsync("device-submit");
        await visitor.PressAsync("device-deny");
        await Expect(visitor.Page.Locator("[role=status]")).ToBeVisibleAsync();
        await PictureAsync(visitor, "device-denied");
    }

    private static async Task TypeAsync(Visitor visitor, string code)
    {
        await visitor.IsOnAsync("device");
        await visitor.FillAsync("user_code", code);
        await visitor.PressAsync("device-submit");
    }

    private static async Task IsAskedAsync(Visitor visitor, TokenAnswer codes)
    {
        await visitor.IsOnAsync("device");
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("Living room television");
        await Expect(visitor["device-code"]).ToHaveTextAsync(codes.Need("user_code"));
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Make payments");
    }
}
