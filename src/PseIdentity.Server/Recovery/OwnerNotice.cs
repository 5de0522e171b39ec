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
        foreach (var address in person.All(CredentialKinds.Email).Select(each => each.SecretText()).Where(each => !Same(each, person.VerifiedEmail)))
            await mail.SendToAsync(person, address, what, caller, CancellationToken.None);
        await SendTextsAsync(person, what);
    }

    /// <summary>By text message alone, where mail says more.</summary>
    public async Task SendTextsAsync(Account person, string what)
    {
        if (!texts.Works)
            return;
        using var speaking = Languages.SpeakTo(person);
        foreach (var number in person.All(CredentialKinds.Sms).Select(each => each.SecretText()).Distinct(StringComparer.Ordinal))
            await texts.SendAsync(words.Write(number, what), CancellationToken.None);
    }

    private static bool Same(string one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
