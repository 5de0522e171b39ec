using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.SignIn;

/// <summary>Passkeys: made on the way in, alone, in the user-name field, beside a password, and refused by the browser.</summary>
public sealed class PasskeyTests : Journey
{
    [TestCaseSource(typeof(Variant), nameof(Variant.WithScript))]
    public async Task Made_after_a_password_it_signs_in_alone_the_next_time(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        var (_, authenticator) = await MakeAsync(visitor);
        await visitor.PressAsync("sign-out");
        await authenticator.TouchAsync(false);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        await authenticator.TouchAsync(true);

        await visitor.PressAsync("passkey-submit");

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("amr")).ToContainTextAsync("user");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:phishing-resistant");
    }

    [Test]
    public async Task The_browser_suggests_it_in_the_field_for_the_user_name()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await MakeAsync(visitor);
        await visitor.PressAsync("sign-out");

        // Chromium's own authenticator takes the first suggestion by itself.
        await visitor.LeaveForProviderAsync(Demo.Portal);

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:phishing-resistant");
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.WithScript))]
    public async Task It_is_the_second_factor_after_a_password(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        var (person, authenticator) = await MakeAsync(visitor);
        await visitor.PressAsync("sign-out");
        await authenticator.TouchAsync(false);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("second-factor");
        await authenticator.TouchAsync(true);

        await visitor.PressAsync("passkey-submit");

        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("amr")).ToContainTextAsync("pwd");
    }

    [Test]
    public async Task A_finger_that_is_not_known_ends_in_a_sentence_and_another_try()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        var (_, authenticator) = await MakeAsync(visitor);
        await visitor.PressAsync("sign-out");
        await authenticator.TouchAsync(false);
        await authenticator.KnowFingerAsync(false);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        await authenticator.TouchAsync(true);
        await visitor.PressAsync("passkey-submit");
        await Expect(visitor["passkey-error"]).ToContainTextAsync("Try again");
        await authenticator.KnowFingerAsync(true);

        await visitor.PressAsync("passkey-submit");

        await visitor.IsOnAsync("portal-dashboard");
    }

    [Test, Category("WebAuthn §5.1.3")]
    public async Task A_browser_that_can_makes_one_by_itself_after_a_password_and_one_that_refuses_says_nothing()
    {
        var (person, visitor) = (People.Alice(), await ComesAsync(Variant.Desktop));
        await VirtualAuthenticator.GiveAsync(visitor);
        // Chromium's own authenticator knows no password manager, which this needs: a touch stands in for it.
        await visitor.Context.AddInitScriptAsync("""
            const create = navigator.credentials.create.bind(navigator.credentials);
            PublicKeyCredential.getClientCapabilities = async () => ({ conditionalCreate: true });
            navigator.credentials.create = ({ mediation, ...request }) => create(request);
            """);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(person);

        await Expect(visitor["recovery-codes"]).ToBeVisibleAsync();
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("portal-dashboard");
        await Expect(visitor.Claim("acr")).ToHaveTextAsync("urn:pse-identity:acr:password");

        var other = await ComesAsync(Variant.Desktop);
        await VirtualAuthenticator.GiveAsync(other);
        await other.Context.AddInitScriptAsync("""
            PublicKeyCredential.getClientCapabilities = async () => ({ conditionalCreate: true });
            navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError'));
            """);
        await other.LeaveForProviderAsync(Demo.Portal);
        await other.EnterPasswordAsync(People.Alice());
        await other.IsOnAsync("enroll");
        await Expect(other["passkey-error"]).ToBeHiddenAsync();
        await other.PressAsync("enroll-later");
        await other.IsOnAsync("portal-dashboard");
    }

    [Test]
    public async Task Not_now_is_respected()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await VirtualAuthenticator.GiveAsync(visitor);
        var person = People.Alice();
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("enroll");
        await visitor.PressAsync("enroll-later");
        await visitor.IsOnAsync("portal-dashboard");
        await visitor.PressAsync("sign-out");

        await visitor.SignInAtPortalAsync(person);
    }

    [Test]
    public async Task Every_refusal_of_a_browser_has_a_sentence()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");
        foreach (var (name, sentence) in new[]
        {
            ("NotAllowedError", "cancelled"), ("SecurityError", "official address"), ("AbortError", "interrupted"), ("NotSupportedError", "of a kind"),
            ("InvalidStateError", "could not use"), ("TimeoutError", "could not use"),
        })
        {
            await visitor.Page.EvaluateAsync("name => { navigator.credentials.get = () => Promise.reject(new DOMException('', name)); }", name);
            await visitor.PressAsync("passkey-submit");
            await Expect(visitor["passkey-error"]).ToContainTextAsync(sentence);
            await Expect(visitor["passkey-submit"]).ToBeEnabledAsync();
        }
    }

    [Test]
    public async Task A_browser_without_passkeys_shows_no_button()
    {
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.Context.AddInitScriptAsync("delete window.PublicKeyCredential");
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.IsOnAsync("login");

        await Expect(visitor["passkey-submit"]).ToBeHiddenAsync();
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.WithScript))]
    public async Task One_is_added_named_and_removed_on_the_pages_of_the_account(Variant variant)
    {
        var visitor = await ComesAsync(variant);
        var person = People.Alice();
        await visitor.SignInAtAccountAsync(person, "/account/security");
        var authenticator = await VirtualAuthenticator.GiveAsync(visitor);
        await visitor.PressAsync("passkey-add");
        await visitor.IsOnAsync("account-passkey");
        await visitor.PressAsync("enroll-passkey");
        await visitor.IsOnAsync("account-security");
        await Expect(visitor.Page.Locator("[data-credential]")).ToHaveCountAsync(1);

        // The same device has one already.
        await authenticator.TouchAsync(false);
        await visitor.PressAsync("passkey-add");
        await SignInAgainAsync(visitor, person, authenticator);
        await visitor.IsOnAsync("account-passkey");
        await visitor.PressAsync("enroll-passkey");
        await Expect(visitor["passkey-error"]).ToContainTextAsync("already has a passkey");

        await visitor.GoAsync(Demo.Provider, "/account/security");
        var row = visitor.Page.Locator("[data-credential]").First;
        await visitor.FillAsync(row.Locator("[name=name]"), "Blue telephone");
        await visitor.PressAsync(row.Locator("#credential-rename"));
        await Expect(row.Locator(".row-title")).ToHaveTextAsync("Blue telephone");
        await visitor.PressAsync(visitor.Page.Locator("[data-credential]").First.Locator("#credential-remove"));
        await Expect(visitor["done"]).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("[data-credential]")).ToHaveCountAsync(0);
    }

    // With a passkey the account asks for two factors before it is changed.
    private static async Task SignInAgainAsync(Visitor visitor, Person person, VirtualAuthenticator authenticator)
    {
        if (await visitor.Page.Locator("body").GetAttributeAsync("data-page") == "login")
            await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("second-factor");
        await authenticator.TouchAsync(true);
        await visitor.PressAsync("passkey-submit");
    }

    /// <summary>Somebody makes a passkey on the way to the portal.</summary>
    private static async Task<(Person Person, VirtualAuthenticator Authenticator)> MakeAsync(Visitor visitor)
    {
        var person = People.Alice();
        var authenticator = await VirtualAuthenticator.GiveAsync(visitor);
        await visitor.LeaveForProviderAsync(Demo.Portal);
        await visitor.EnterPasswordAsync(person);
        await visitor.IsOnAsync("enroll");
        await visitor.PressAsync("enroll-passkey");
        await Expect(visitor["recovery-codes"]).ToBeVisibleAsync();
        await visitor.PressAsync("enroll-continue");
        await visitor.IsOnAsync("portal-dashboard");
        Assert.That(await authenticator.CredentialsAsync(), Has.Count.EqualTo(1));
        return (person, authenticator);
    }
}
