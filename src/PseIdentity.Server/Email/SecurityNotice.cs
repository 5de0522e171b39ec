using Microsoft.Extensions.Localization;
using PseIdentity.Protocol;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Email;

/// <summary>Tells people by mail what happened to their accounts, so that they can say that it was not them.</summary>
internal sealed class SecurityNotice(Mailer mailer, IStringLocalizer<Text> text, Issuer issuer, TimeProvider clock)
{
    /// <summary>Nothing leaves where mail cannot be sent, or where no proven address is known.</summary>
    /// <param name="person">Whose account it is.</param>
    /// <param name="what">Which notice: the texts <c>Notice.{what}Subject</c> and <c>Notice.{what}Lead</c>.</param>
    /// <param name="caller">Where it came from.</param>
    /// <param name="alsoTo">A former address of theirs, where the address itself changed.</param>
    public async Task SendAsync(Account person, string what, Caller caller, CancellationToken ct, string? alsoTo = null)
    {
        foreach (var to in AddressesOf(person, alsoTo))
            await SendToAsync(person, to, what, caller, ct);
    }

    /// <summary>The same for the transaction of the change that it tells of.</summary>
    public IReadOnlyList<OutboxMessage> Messages(Account person, string what, Caller caller, string? alsoTo = null) =>
        [.. AddressesOf(person, alsoTo).Select(to => Write(person, to, what, caller)).OfType<Mail>().Select(mailer.Message)];

    /// <inheritdoc cref="SendToAsync"/>
    public IReadOnlyList<OutboxMessage> MessagesTo(Account person, string to, string what, Caller caller) => Write(person, to, what, caller) is { } mail ? [mailer.Message(mail)] : [];

    /// <summary>The same to one address that is known to be theirs.</summary>
    public async Task SendToAsync(Account person, string to, string what, Caller caller, CancellationToken ct)
    {
        if (Write(person, to, what, caller) is { } mail)
            await mailer.SendAsync(mail, ct);
    }

    private static IEnumerable<string> AddressesOf(Account person, string? alsoTo) =>
        new[] { person.VerifiedEmail, alsoTo }.OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase);

    // Null where mail cannot be sent, or not there.
    private Mail? Write(Account person, string to, string what, Caller caller)
    {
        if (!mailer.Works || !MailAddress.IsPlain(to))
            return null;
        var now = clock.GetUtcNow();
        using var speaking = Languages.SpeakTo(person);
        return MailLayout.Write(text, issuer, Words(what, caller, now), to, now, null);
    }

    private MailWords Words(string what, Caller caller, DateTimeOffset now) => new()
    {
        Subject = text[$"Notice.{what}Subject", issuer.Host],
        Lead = text[$"Notice.{what}Lead", issuer.Host],
        Facts =
        [
            (text["Notice.When"], text["Notice.At", now.UtcDateTime]),
            (text["Notice.Device"], UserAgents.InWords(caller.UserAgent) ?? text["Notice.UnknownDevice"]),
            (text["Notice.From"], caller.Address ?? text["Notice.UnknownAddress"]),
        ],
        Button = text["Notice.Button"],
        Link = issuer.Url("/account/activity"),
        After = [text["Notice.WasIt"]],
    };
}
