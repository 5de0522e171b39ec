using Microsoft.Extensions.Localization;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Sms;

/// <summary>The words of a text message that tells somebody what they sign in with.</summary>
internal sealed class NamesText(IStringLocalizer<Text> text, TimeProvider clock)
{
    public TextMessage Write(string to, IEnumerable<Account> people)
    {
        var now = clock.GetUtcNow();
        return new TextMessage
        {
            Id = Guid.CreateVersion7(now),
            To = to,
            Text = text["Sms.Names", Sender.Name, string.Join(", ", people.Select(PersonName.SignInName))],
            WrittenAt = now,
        };
    }
}
