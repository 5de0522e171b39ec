using NUnit.Framework;

namespace PseIdentity.Server.Tests.Recovery;

/// <summary>Names of accounts, by mail.</summary>
internal sealed class ForgottenNameTests : RecoveryPages
{
    [Test]
    public async Task The_names_of_all_accounts_with_the_address_arrive_in_one_mail()
    {
        using var browser = await AskAsync("username", "Alice@Example.com");
        var mail = await inbox.NextAsync("names of your accounts", "alice@example.com");

        Assert.That(mail.Text, Does.Contain("Alice Doe: alice"));
        Assert.That(browser.PageName, Is.EqualTo("recover-username"));
    }

    [Test]
    public async Task A_user_name_instead_of_an_address_sends_nothing()
    {
        using var browser = await AskAsync("username", "alice");
        using var other = await AskAsync("username", "dora@example.com");
        var mail = await inbox.NextAsync("names of your accounts");

        Assert.That(mail.To, Is.EqualTo("dora@example.com"));
    }
}
