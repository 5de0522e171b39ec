using PseIdentity.Protocol.Events;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.Sms;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>Sends the user names of everybody whose number it is to the number: it counts where a code that went there has come back, or the operator says so.</summary>
internal sealed class NamesByText(UserStore accounts, TextMessages texts, GuessStore limits, NamesText words, IEventLog events, TimeProvider clock)
{
    /// <summary>Text messages cost: of one person there are no more than this in an hour, codes not counted.</summary>
    private static readonly GuessLimit PerPerson = new(5, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

    /// <summary>More names would be several messages; whoever has so many accounts asks by mail.</summary>
    private const int MostNames = 5;

    /// <param name="number">E.164.</param>
    public async Task SendAsync(string number, Caller caller, CancellationToken ct)
    {
        var people = (await accounts.AllByPhoneAsync(number, ct)).Where(RecoveryLinks.MayRecover).OrderBy(PersonName.SignInName, StringComparer.Ordinal).ToList();
        var now = clock.GetUtcNow();
        if (people.Count == 0 || !texts.Works || !(await limits.ReserveAsync("recover-names-text", people[0].Id.ToByteArray(), PerPerson, now)).Allowed)
            return;
        using var speaking = Languages.SpeakTo(people[0]);
        await texts.SendAsync(words.Write(number, people.Take(MostNames)), CancellationToken.None);
        foreach (var person in people)
            events.Record(caller.Event("recovery.names_sent", person.Id));
    }
}
