using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Server.Tests.SignIn;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>Mail speaks the language of whoever gets it, not of whoever caused it.</summary>
internal sealed class RecipientLanguageTests : SignInPages
{
    private readonly MailInbox inbox = new();

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = PageLanguageTests.Speaking("alice", "fr-CA"),
        Change = builder => builder.Services.Replace(ServiceDescriptor.Singleton<IMailRoute>(inbox)),
    };

    [TestCase("alice", "fr")]
    [TestCase("dora", "en")]
    public async Task A_notice_is_written_in_the_language_of_the_account(string userName, string tag)
    {
        using var stranger = new HttpBrowser(Issuer) { AcceptLanguage = "de" };
        await stranger.GoAsync(Portal().AuthorizeQuery());
        for (var i = 0; i < 6; i++)
            await TypeAsync(stranger, userName, "wrong");

        var mail = await inbox.NextAsync(Translations.Of(tag)["Notice.LockedLead"], $"{userName}@example.com");

        Assert.That(mail.Html, Does.Contain($"<html lang=\"{tag}\""));
        Assert.That(mail.Subject, Is.EqualTo(string.Format(CultureInfo.InvariantCulture, Translations.Of(tag)["Notice.LockedSubject"], Issuer.Authority)));
        Assert.That(mail.Text, Does.Contain(string.Format(CultureInfo.GetCultureInfo(tag), Translations.Of(tag)["Notice.At"], Clock.GetUtcNow().UtcDateTime)));
    }
}
