using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.Sms;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>Tells the owner on every channel that is known, so that whoever has taken over one of them cannot keep it secret.</summary>
internal sealed class OwnerNotice(SecurityNotice mail, NoticeText words, TextMessages texts)
{
    /// <param name="what">Which notice; see <see cref="SecurityNotice.SendAsync"/>, and <see cref="NoticeText"/> for its short form.</param>
    public async Task SendAsync(Account person, string what, Caller caller)
    {
        await mail.SendAsync(person, what, caller, CancellationToken.None);
        foreach (var address in OtherAddresses(person))
            await mail.SendToAsync(person, address, what, caller, CancellationToken.None);
        await SendTextsAsync(person, what);
    }

    /// <summary>The same for the transaction of the change that it tells of.</summary>
    public IReadOnlyList<OutboxMessage> Messages(Account person, string what, Caller caller) =>
    [
        .. mail.Messages(person, what, caller),
        .. OtherAddresses(person).SelectMany(address => mail.MessagesTo(person, address, what, caller)),
        .. Texts(person, what).Select(texts.Message),
    ];

    /// <summary>By text message alone, where mail says more.</summary>
    public async Task SendTextsAsync(Account person, string what)
    {
        foreach (var message in Texts(person, what))
            await texts.SendAsync(message, CancellationToken.None);
    }

    private static IEnumerable<string> OtherAddresses(Account person) => person.All(CredentialKinds.Email).Select(each => each.SecretText()).Where(each => !Same(each, person.VerifiedEmail));

    private IReadOnlyList<TextMessage> Texts(Account person, string what)
    {
        if (!texts.Works)
            return [];
        using var speaking = Languages.SpeakTo(person);
        return [.. person.All(CredentialKinds.Sms).Select(each => each.SecretText()).Distinct(StringComparer.Ordinal).Select(number => words.Write(number, what))];
    }

    private static bool Same(string one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
