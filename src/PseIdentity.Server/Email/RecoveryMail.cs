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

    /// <summary>A link, and the code that stands for it on the page where it was asked for.</summary>
    public Mail Link(RecoveryRequest request, Account person, string to, DateTimeOffset now, DateTimeOffset expiresAt)
    {
        var minutes = Math.Max(1, (int)(expiresAt - now).TotalMinutes);
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
                text["Mail.RecoverExpires", minutes],
                request.Way == RecoveryWays.Factor ? text["Mail.FactorNotMe"] : text["Mail.RecoverNotMe"],
            ],
        }, to, now, expiresAt);
    }

    private string Subject(string way) => way switch
    {
        RecoveryWays.Unlock => text["Mail.UnlockSubject", issuer.Host],
        RecoveryWays.Factor => text["Mail.FactorSubject", issuer.Host],
        _ => text["Mail.PasswordSubject", issuer.Host],
    };

    private string Lead(string way) => way switch
    {
        RecoveryWays.Unlock => text["Mail.UnlockLead"],
        RecoveryWays.Factor => text["Mail.FactorLead"],
        _ => text["Mail.PasswordLead"],
    };

    private string Button(string way) => way switch
    {
        RecoveryWays.Unlock => text["Mail.UnlockButton"],
        RecoveryWays.Factor => text["Mail.FactorButton"],
        _ => text["Mail.PasswordButton"],
    };

    private static string Grouped(string code) => code[..4] + " " + code[4..];
}
