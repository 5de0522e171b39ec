using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.Recovery;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Email;

/// <summary>The words of the mails that help people to get back in.</summary>
internal sealed class RecoveryMail(IStringLocalizer<Text> text, Issuer issuer)
{
    /// <summary>The names of everybody whose address it is.</summary>
    public Mail Names(IReadOnlyList<Account> people, string to, DateTimeOffset now) => MailLayout.Write(text, issuer, new MailWords
    {
        Subject = text["Mail.NamesSubject", issuer.Host],
        Lead = text["Mail.NamesLead"],
        Facts = [.. people.Select(person => (PersonName.Of(person), PersonName.SignInName(person)))],
        Button = text["Mail.NamesButton"],
        Link = issuer.Url("/login"),
        After = [text["Mail.NamesPassword"], text["Mail.RecoverNotMe"]],
    }, to, now, null);

    /// <summary>The link with which somebody who has lost every factor proves the mailbox.</summary>
    public Mail FactorLink(Account person, string token, string to, DateTimeOffset now, DateTimeOffset expiresAt) => MailLayout.Write(text, issuer, new MailWords
    {
        Subject = text["Mail.FactorSubject", issuer.Host],
        Lead = text["Mail.FactorLead"],
        Facts = [(text["Mail.RecoverAccount"], PersonName.SignInName(person))],
        Button = text["Mail.FactorButton"],
        Link = issuer.Url(RecoveryWays.LinkPath(RecoveryWays.Factor, token)),
        After = [text["Mail.LinkExpires", Minutes(now, expiresAt)], text["Mail.FactorNotMe"]],
    }, to, now, expiresAt);

    /// <summary>All factors will be given up at a time, unless somebody says no.</summary>
    public Mail FactorWait(Account person, string stopToken, string to, DateTimeOffset now, DateTimeOffset until) => MailLayout.Write(text, issuer, new MailWords
    {
        Subject = text["Notice.FactorWaitSubject", issuer.Host],
        Lead = text["Mail.FactorWaitLead"],
        Facts = [(text["Mail.RecoverAccount"], PersonName.SignInName(person)), (text["Notice.When"], text["Notice.At", until.UtcDateTime])],
        Button = text["Mail.FactorStop"],
        Link = issuer.Url("/recover/factor?stop=" + stopToken),
        After = [text["Mail.FactorWaitAfter"], text["Mail.FactorWaitNotMe"]],
    }, to, now, null);

    /// <summary>A link, and the code that stands for it on the page where it was asked for.</summary>
    public Mail Link(RecoveryRequest request, Account person, string to, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        return MailLayout.Write(text, issuer, new MailWords
        {
            Subject = Subject(request.Way),
            Lead = Lead(request.Way),
            Facts = [(text["Mail.RecoverAccount"], PersonName.SignInName(person))],
            Button = Button(request.Way),
            Link = issuer.Url(RecoveryWays.LinkPath(request.Way, request.Token)),
            After =
            [
                text["Mail.RecoverCode", Grouped(request.Code)],
                text["Mail.RecoverExpires", Minutes(now, expiresAt)],
                text["Mail.RecoverNotMe"],
            ],
        }, to, now, expiresAt);
    }

    private string Subject(string way) => way switch
    {
        RecoveryWays.Unlock => text["Mail.UnlockSubject", issuer.Host],
        _ => text["Mail.PasswordSubject", issuer.Host],
    };

    private string Lead(string way) => way switch
    {
        RecoveryWays.Unlock => text["Mail.UnlockLead"],
        _ => text["Mail.PasswordLead"],
    };

    private string Button(string way) => way switch
    {
        RecoveryWays.Unlock => text["Mail.UnlockButton"],
        _ => text["Mail.PasswordButton"],
    };

    private static int Minutes(DateTimeOffset now, DateTimeOffset expiresAt) => Math.Max(1, (int)(expiresAt - now).TotalMinutes);

    private static string Grouped(string code) => code[..4] + " " + code[4..];
}
