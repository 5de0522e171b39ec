using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Sms;

/// <summary>The words of a text message with a code.</summary>
internal sealed class CodeText(IStringLocalizer<Text> text, Issuer issuer)
{
    public TextMessage Write(string to, string code, DateTimeOffset now, DateTimeOffset expiresAt) => new()
    {
        Id = Guid.CreateVersion7(now),
        To = to,
        // The last line is read by browsers, which then offer the code on this host alone (WICG, origin-bound one-time codes).
        Text = $"{text["Sms.Code", Sender.Name, code]}\n{text["Sms.Never", issuer.Host]}\n\n@{Sender.DomainOf(issuer)} #{code}",
        WrittenAt = now,
        ExpiresAt = expiresAt,
    };
}
