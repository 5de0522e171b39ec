using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>A browser that is closed and opened again.</summary>
public sealed class RememberTests : Journey
{
    [TestCase(true, "account")]
    [TestCase(false, "login")]
    public async Task Only_who_asked_to_stay_signed_in_still_is(bool remember, string page)
    {
        var profile = Directory.CreateTempSubdirectory("pse-identity-profile-");
        try
        {
            var before = await ComesAsync(await Suite.Chromium.OpenProfileAsync(profile.FullName), Variant.Desktop);
            await before.GoAsync(Demo.Provider, "/account");
            await before["remember"].SetCheckedAsync(remember);
            await before.EnterPasswordAsync(People.Alice());
            await before.IsOnAsync("account");
            await before.Context.CloseAsync();

            var after = await ComesAsync(await Suite.Chromium.OpenProfileAsync(profile.FullName), Variant.Desktop);
            await after.GoAsync(Demo.Provider, "/account");
            await after.IsOnAsync(page);
            await after.Context.CloseAsync();
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    [Test]
    public async Task It_is_off_unless_it_is_asked_for()
    {
        var visitor = await ComesAsync(Variant.Desktop);

        await visitor.LeaveForProviderAsync(Demo.Portal);

        await visitor.IsOnAsync("login");
        Assert.That(await visitor["remember"].IsCheckedAsync(), Is.False);
    }
}
