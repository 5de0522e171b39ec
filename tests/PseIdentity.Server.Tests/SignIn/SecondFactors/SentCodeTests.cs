using NUnit.Framework;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.SecondFactors;

/// <summary>Codes by text message and mail, over HTTP.</summary>
internal sealed class SentCodeTests : FactorPages
{
    private static int numbers;

    private static string NewNumber() => $"+1555{Interlocked.Increment(ref numbers):0000000}";

    [Test]
    public async Task Whoever_has_a_number_gets_a_code_there_and_is_signed_in_with_it()
    {
        using var portal = Portal();
        var number = NewNumber();
        using var browser = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)), portal);
        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(browser.TextOf("code-lead"), Does.Contain("•••• " + number[^4..]).And.Not.Contain(number));

        var message = await Gateway.NextAsync(number);
        await SubmitAsync(browser, message.Code.Insert(3, " "));
        var (amr, acr) = await ProvenAsync(portal, browser);

        Assert.That(amr, Is.EqualTo(new[] { "pwd", "sms", "mfa" }));
        Assert.That(acr, Is.EqualTo("urn:pse-identity:acr:password"), "a number can be taken over");
    }

    [Test]
    public async Task The_message_says_where_the_code_belongs_and_to_nobody_else()
    {
        var number = NewNumber();
        using var browser = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)));

        var message = await Gateway.NextAsync(number);

        Assert.That(message.Authorization, Is.EqualTo("Bearer gateway-key"));
        Assert.That(message.Text, Does.Contain("Never tell anyone").And.Contain(Issuer.Authority));
        Assert.That(message.Text.Split('\n')[^1], Is.EqualTo($"@{Issuer.Host} #{message.Code}"));
    }

    [Test]
    public async Task A_code_by_mail_signs_in_too()
    {
        using var portal = Portal();
        var person = await PersonAsync((CredentialKinds.Email, "someone@mail.example"));
        using var browser = await WithPasswordAsync(person, portal);
        Assert.That(browser.TextOf("code-lead"), Does.Contain("s•••@mail.example"));

        var mail = await Inbox.NextAsync("Never tell anyone", "someone@mail.example");
        Assert.That(mail.Text, Does.Contain("Never tell anyone").And.Contain(Issuer.Authority));
        Assert.That(mail.Subject, Does.Not.Contain(SmsReceiver.CodeIn(mail.Text)), "locked screens show it");
        Assert.That(mail.Html, Does.Contain(SmsReceiver.CodeIn(mail.Text)).And.Contain(Issuer.Authority));
        await SubmitAsync(browser, SmsReceiver.CodeIn(mail.Text));

        Assert.That((await ProvenAsync(portal, browser)).Amr, Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
    }

    [Test]
    public async Task A_code_works_once_and_for_the_request_that_it_was_sent_for()
    {
        var number = NewNumber();
        var person = await PersonAsync((CredentialKinds.Sms, number));
        using var first = await WithPasswordAsync(person);
        var code = (await Gateway.NextAsync(number)).Code;
        using var second = await WithPasswordAsync(person);
        var other = (await Gateway.NextAsync(number)).Code;

        await SubmitAsync(second, code);
        Assert.That(second.Shows("form-error"), Is.EqualTo(code != other));
        await SubmitAsync(first, code);
        Assert.That(first.Left, Is.Not.Null);

        using var third = await WithPasswordAsync(person);
        await Gateway.NextAsync(number);
        await SubmitAsync(third, code);
        Assert.That(third.Left, Is.Null);
    }

    [Test]
    public async Task A_code_that_is_too_old_says_so()
    {
        var number = NewNumber();
        using var browser = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)));
        var code = (await Gateway.NextAsync(number)).Code;
        Clock.Advance(TimeSpan.FromMinutes(5));
        await SubmitAsync(browser, code);

        Assert.That(browser.PageName, Is.EqualTo("second-factor"));
        Assert.That(browser.TextOf("form-error"), Does.Contain("does not work any more"));

        await browser.PressAsync("code-resend");
        await SubmitAsync(browser, (await Gateway.NextAsync(number)).Code);
        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task Another_code_is_sent_after_a_wait_that_grows_and_only_so_often()
    {
        var number = NewNumber();
        using var browser = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)));
        var first = (await Gateway.NextAsync(number)).Code;
        await browser.GoAsync(browser.Address);
        Assert.That(Waits(browser), Is.EqualTo(30), "a reload sends nothing");
        await browser.PressAsync("code-resend");
        Assert.That(browser.TextOf("form-error"), Does.Contain("Wait"));
        Assert.That(Gateway.Has(number), Is.False);

        var last = first;
        foreach (var (wait, next) in new[] { (30, 60), (60, 120), (120, 240), (240, 0) })
        {
            Clock.Advance(TimeSpan.FromSeconds(wait));
            await browser.PressAsync("code-resend");
            last = (await Gateway.NextAsync(number)).Code;
            Assert.That(Waits(browser), Is.EqualTo(next));
        }
        Assert.That(browser.Shows("code-resend"), Is.False, "five were sent");

        await SubmitAsync(browser, first);
        Assert.That(browser.Left is null, Is.EqualTo(first != last), "the last one alone works");
        await SubmitAsync(browser, last);
        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task After_five_wrong_codes_the_right_one_is_not_heard_either()
    {
        var number = NewNumber();
        using var browser = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)));
        var code = (await Gateway.NextAsync(number)).Code;
        for (var i = 0; i < 5; i++)
            await SubmitAsync(browser, code == "000000" ? "000001" : "000000");
        await SubmitAsync(browser, code);

        Assert.That(browser.TextOf("form-error"), Does.Contain("15 minutes"));
    }

    [Test]
    public async Task While_the_gateway_is_down_the_page_says_so_and_the_message_is_kept()
    {
        var number = NewNumber();
        var person = await PersonAsync((CredentialKinds.Sms, number));
        Gateway.Status = 503;
        using var browser = await WithPasswordAsync(person);
        await Gateway.IsAskedAsync();
        await ReloadUntilAsync(browser, () => browser.Shows("code-delayed"));

        Gateway.Status = 202;
        // The first other try comes within seconds.
        Clock.Advance(TimeSpan.FromSeconds(59));
        var message = await Gateway.NextAsync(number);
        await SubmitAsync(browser, message.Code);

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task A_number_gets_so_many_codes_an_hour_however_many_accounts_ask()
    {
        var number = NewNumber();
        for (var asked = 0; asked < 20; asked += 5)
        {
            var person = await PersonAsync((CredentialKinds.Sms, number));
            for (var i = 0; i < 5; i++)
            {
                using var browser = await WithPasswordAsync(person);
                await Gateway.NextAsync(number);
            }
        }
        using var late = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)));
        Assert.That(late.PageName, Is.EqualTo("second-factor"));
        Assert.That(Gateway.Has(number), Is.False);
        using var other = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, NewNumber())));
        Assert.That(other.Shows("code-resend"), Is.True, "others get theirs");

        Clock.Advance(TimeSpan.FromHours(2));
        using var later = await WithPasswordAsync(await PersonAsync((CredentialKinds.Sms, number)));
        Assert.That((await Gateway.NextAsync(number)).Code, Has.Length.EqualTo(6));
    }

    [Test]
    public async Task Codes_that_a_stranger_asks_for_leave_the_owners_device_its_own()
    {
        var number = NewNumber();
        var person = await PersonAsync((CredentialKinds.Sms, number));
        using var own = await WithPasswordAsync(person);
        await SubmitAsync(own, (await Gateway.NextAsync(number)).Code);
        for (var i = 0; i < 12; i++)
            (await WithPasswordAsync(person)).Dispose();
        while (Gateway.Has(number))
        {
        }

        await own.GoAsync(Portal().AuthorizeQuery(("prompt", "login")));
        await TypeAsync(own, person.PreferredUsername!);
        await SubmitAsync(own, (await Gateway.NextAsync(number)).Code);

        Assert.That(own.Left, Is.Not.Null);
    }

    private static int Waits(HttpBrowser browser) => int.TryParse(browser.Page.GetElementById("code-resend")?.GetAttribute("data-wait"), out var seconds) ? seconds : 0;

    private static async Task ReloadUntilAsync(HttpBrowser browser, Func<bool> seen)
    {
        for (var tries = 0; tries < 200 && !seen(); tries++)
            await browser.GoAsync(browser.Address);
        Assert.That(seen(), Is.True);
    }
}
