using NUnit.Framework;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Tests.SignIn.SecondFactors;

/// <summary>Recovery codes, and the passes of the help desk, over HTTP.</summary>
internal sealed class RecoveryCodeTests : FactorPages
{
    [Test]
    public async Task A_recovery_code_stands_in_for_the_authenticator_at_the_same_level()
    {
        using var portal = Portal();
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var codes = await CodesOfAsync(person);
        Assert.That(codes, Has.Count.EqualTo(10).And.All.Match("^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$"));
        using var browser = await WithPasswordAsync(person, portal, ("acr_values", Mfa));
        await FollowAsync(browser, "method-recovery");

        // As people type it.
        await SubmitAsync(browser, codes[3].ToLowerInvariant().Replace('-', ' ').Replace('0', 'o').Replace('1', 'l'));

        var (amr, acr) = await ProvenAsync(portal, browser);
        Assert.That(amr, Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(acr, Is.EqualTo(Mfa));
        Assert.That(RecoveryCodes.Left(await ReadAsync(person.Id)), Is.EqualTo(9));
    }

    [Test]
    public async Task It_works_once_and_the_others_go_on_working()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var codes = await CodesOfAsync(person);
        foreach (var (code, works) in new[] { (codes[0], true), (codes[0], false), (codes[1], true) })
        {
            using var browser = await WithPasswordAsync(person);
            await FollowAsync(browser, "method-recovery");
            await SubmitAsync(browser, code);
            Assert.That(browser.Left is not null, Is.EqualTo(works));
        }
    }

    [Test]
    public async Task Of_several_codes_at_once_each_works()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var codes = await CodesOfAsync(person);

        person = await ReadAsync(person.Id);
        var used = await Task.WhenAll(codes.Take(5).Select(code => Get<RecoveryCodes>().TryUseAsync(person, TypedCode.Letters(code, RecoveryCodes.Length)!)));

        Assert.That(used, Is.All.True);
        Assert.That(RecoveryCodes.Left(await ReadAsync(person.Id)), Is.EqualTo(5));
    }

    [Test]
    public async Task New_codes_end_the_old_ones()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var old = await CodesOfAsync(person);
        await CodesOfAsync(person);
        using var browser = await WithPasswordAsync(person);
        await FollowAsync(browser, "method-recovery");
        await SubmitAsync(browser, old[0]);

        Assert.That(browser.Shows("form-error"), Is.True);
    }

    [Test]
    public async Task Wrong_ones_count_toward_a_lock_that_leaves_other_ways_open()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var codes = await CodesOfAsync(person);
        using var browser = await WithPasswordAsync(person);
        await FollowAsync(browser, "method-recovery");
        for (var i = 0; i < 5; i++)
            await SubmitAsync(browser, "22222-22222");
        await SubmitAsync(browser, codes[0]);
        Assert.That(browser.TextOf("form-error"), Does.Contain("15 minutes"));

        await FollowAsync(browser, "method-otp");
        await SubmitAsync(browser, Code());
        Assert.That(browser.Left, Is.Not.Null);
    }

    [TestCase("")]
    [TestCase("123456")]
    [TestCase("UUUUU-UUUUU", TestName = "U is no character of a code")]
    public async Task What_is_no_code_costs_no_guess(string typed)
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var codes = await CodesOfAsync(person);
        using var browser = await WithPasswordAsync(person);
        await FollowAsync(browser, "method-recovery");
        for (var i = 0; i < 6; i++)
            await SubmitAsync(browser, typed);
        await SubmitAsync(browser, codes[0]);

        Assert.That(browser.Left, Is.Not.Null);
    }

    [Test]
    public async Task At_the_last_three_new_ones_are_offered_on_the_way_in()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var codes = await CodesOfAsync(person);
        foreach (var code in codes.Take(6))
            await Get<RecoveryCodes>().TryUseAsync(await ReadAsync(person.Id), TypedCode.Letters(code, RecoveryCodes.Length)!);
        using var browser = await WithPasswordAsync(person);
        await FollowAsync(browser, "method-recovery");
        await SubmitAsync(browser, codes[6]);
        Assert.That(browser.PageName, Is.EqualTo("enroll"));
        Assert.That(browser.Page.QuerySelector("main")?.TextContent, Does.Contain("You have 3 left"));

        await browser.PressAsync("recovery-codes-new");
        Assert.That(browser.Page.QuerySelectorAll("#recovery-codes code"), Has.Length.EqualTo(10));
        await browser.PressAsync("enroll-continue");
        Assert.That(browser.Left, Is.Not.Null);
        Assert.That(RecoveryCodes.Left(await ReadAsync(person.Id)), Is.EqualTo(10));
    }

    [Test]
    public async Task A_pass_of_the_help_desk_works_once_beside_the_password_and_not_for_payments()
    {
        using var portal = Portal();
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        using var without = await WithPasswordAsync(person);
        Assert.That(without.Shows("method-one-time-pass"), Is.False, "there is none");
        var pass = await Get<OneTimePasses>().IssueAsync(person, Caller, "desk", CancellationToken.None);
        using var strong = await WithPasswordAsync(person, portal, ("acr_values", Mfa));
        Assert.That(strong.Shows("method-one-time-pass"), Is.False);

        using var browser = await WithPasswordAsync(person, portal);
        await FollowAsync(browser, "method-one-time-pass");
        await SubmitAsync(browser, pass.ToLowerInvariant());
        var (amr, acr) = await ProvenAsync(portal, browser);
        Assert.That(amr, Is.EqualTo(new[] { "pwd", "otp", "mfa" }));
        Assert.That(acr, Is.EqualTo("urn:pse-identity:acr:password"));

        using var again = await WithPasswordAsync(person);
        Assert.That(again.Shows("method-one-time-pass"), Is.False);
    }

    [Test]
    public async Task A_pass_lasts_an_hour_and_a_new_one_takes_its_place()
    {
        var person = await PersonAsync((CredentialKinds.Totp, ""));
        var passes = Get<OneTimePasses>();
        var first = TypedCode.Letters(await passes.IssueAsync(person, Caller, null, CancellationToken.None), OneTimePasses.Length)!;
        var second = TypedCode.Letters(await passes.IssueAsync(person, Caller, null, CancellationToken.None), OneTimePasses.Length)!;
        Assert.That(await passes.TryUseAsync(person, first), Is.False);
        Assert.That(await passes.TryUseAsync(person, second), Is.True);

        var third = TypedCode.Letters(await passes.IssueAsync(person, Caller, null, CancellationToken.None), OneTimePasses.Length)!;
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.That(await passes.TryUseAsync(person, third), Is.False);
    }
}
