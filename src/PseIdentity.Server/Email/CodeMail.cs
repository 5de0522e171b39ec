using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Email;

/// <summary>The words of a mail with a code.</summary>
internal sealed class CodeMail(IStringLocalizer<Text> text, Issuer issuer)
{
    public Mail Write(string to, string code, DateTimeOffset now, DateTimeOffset expiresAt) => MailLayout.Write(text, issuer, new MailWords
    {
        // Not in the subject: locked telephones show that.
        Subject = text["Mail.CodeSubject"],
        Lead = text["Mail.CodeLead"],
        Code = code,
        After = [text["Mail.CodeExpires", (int)(expiresAt - now).TotalMinutes], text["Mail.CodeNever"], text["Mail.CodeNotMe"]],
    }, to, now, expiresAt);
}
