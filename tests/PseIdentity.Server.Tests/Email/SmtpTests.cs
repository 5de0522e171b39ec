using NUnit.Framework;
using PseIdentity.Protocol;
using PseIdentity.Server.Email;
using PseIdentity.Testing.Email;

namespace PseIdentity.Server.Tests.Email;

/// <summary>Our SMTP client and a mail server of others.</summary>
public sealed class SmtpTests
{
    private static readonly string Scenarios = Path.Combine(Repository.Root, "tests", "interop");

    [Category("RFC 5321 §4.1.1")]
    [TestCase("StartTls", "PLAIN")]
    [TestCase("StartTls", "LOGIN")]
    [TestCase("Tls", "PLAIN")]
    [TestCase("Tls", "LOGIN")]
    public async Task A_message_arrives_as_it_was_written_protected_and_under_our_name(string security, string method)
    {
        await using var server = await SmtpReceiver.StartAsync(Scenarios, security, method);

        var failure = await Route(server, security).SendAsync(Mail, CancellationToken.None);

        Assert.That(failure, Is.Null);
        var taken = await server.NextAsync();
        Assert.Multiple(() =>
        {
            Assert.That(taken.GetProperty("from").GetString(), Is.EqualTo("no-reply@bank.example"));
            Assert.That(taken.GetProperty("to")[0].GetString(), Is.EqualTo("alice@example.com"));
            Assert.That(taken.GetProperty("secure").GetBoolean(), Is.True);
            Assert.That(taken.GetProperty("user").GetString(), Is.EqualTo("provider"));
            Assert.That(MailInbox.TextOf(taken.GetProperty("message").GetString()!).ReplaceLineEndings("\n"), Is.EqualTo(Mail.Text));
        });
    }

    [Test, Category("RFC 3207 §4")]
    public async Task A_certificate_that_nobody_trusts_gets_no_mail([Values("StartTls", "Tls")] string security)
    {
        await using var server = await SmtpReceiver.StartAsync(Scenarios, security);

        Assert.That(await new SmtpRoute(Options(server, security), Issuer).SendAsync(Mail, CancellationToken.None), Does.Contain("certificate"));
    }

    [Test, Category("RFC 3207 §4")]
    public async Task A_certificate_for_another_name_gets_no_mail()
    {
        await using var server = await SmtpReceiver.StartAsync(Scenarios, "Tls");
        var options = Options(server, "Tls");
        options.Host = "127.0.0.1";

        Assert.That(await new SmtpRoute(options, Issuer, server.Authorities).SendAsync(Mail, CancellationToken.None), Does.Contain("certificate"));
    }

    [Test, Category("RFC 3207 §6")]
    public async Task Where_STARTTLS_is_stripped_nothing_is_sent_in_the_clear()
    {
        await using var server = await SmtpReceiver.StartAsync(Scenarios, "StartTls", hide: true);

        Assert.That(await Route(server, "StartTls").SendAsync(Mail, CancellationToken.None), Is.EqualTo("the server offers no STARTTLS"));
    }

    [Test, Category("RFC 4954 §6")]
    public async Task A_wrong_password_is_a_reason_to_try_again_later()
    {
        await using var server = await SmtpReceiver.StartAsync(Scenarios, "Tls");
        var options = Options(server, "Tls");
        options.Password = "wrong";

        Assert.That(await new SmtpRoute(options, Issuer, server.Authorities).SendAsync(Mail, CancellationToken.None), Is.EqualTo("the server answered 535 where 235 was expected"));
    }

    [Category("RFC 5321 §4.1.2")]
    [TestCase("a@b\r\nRCPT TO:<evil@example.com>")]
    [TestCase("a b@example.com")]
    [TestCase("<a@example.com>")]
    [TestCase("ä@example.com")]
    [TestCase("a@@example.com")]
    public async Task An_address_that_would_mean_something_else_is_not_written(string address)
    {
        var route = new SmtpRoute(new SmtpOptions { Host = "localhost", Port = 1, From = "no-reply@bank.example" }, Issuer);

        Assert.That(await route.SendAsync(Mail with { To = address }, CancellationToken.None), Is.EqualTo("the address cannot be written in SMTP"));
    }

    [Test, Category("RFC 2047 §2")]
    public void A_subject_cannot_begin_another_header_and_its_words_are_short()
    {
        var message = MimeText.Of(Mail with { Subject = new string('ü', 100) + "\r\nBcc: evil@example.com" }, ("Us", "us@bank.example"), "bank.example");

        Assert.That(message, Does.Not.Contain("Bcc:"));
        Assert.That(message.Split("\r\n").Max(line => line.Length), Is.LessThanOrEqualTo(90));
    }

    private static Issuer Issuer { get; } = new("https://login.bank.example");

    private static Mail Mail { get; } = new()
    {
        Id = Guid.NewGuid(),
        To = "alice@example.com",
        Subject = "Überweisung bestätigen",
        Text = ".\n..a line of dots\nGrüße\n",
        Html = "<p>Grüße</p>",
        WrittenAt = DateTimeOffset.UnixEpoch,
    };

    private static SmtpRoute Route(SmtpReceiver server, string security) => new(Options(server, security), Issuer, server.Authorities);

    private static SmtpOptions Options(SmtpReceiver server, string security) => new()
    {
        Host = "localhost",
        Port = server.Port,
        Security = Enum.Parse<SmtpSecurity>(security),
        UserName = "provider",
        Password = "mail-password",
        From = "no-reply@bank.example",
    };
}
