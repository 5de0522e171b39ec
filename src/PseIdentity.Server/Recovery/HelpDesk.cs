using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>What the help desk does for somebody, after it has made sure who it is. Each act is recorded with who did it, and the owner hears of it.</summary>
internal sealed class HelpDesk(AccountUnlock locks, OneTimePasses passes, FactorRecovery factors, UserRegistry registry, OwnerNotice notice, OutboxSignal outbox, IEventLog events)
{
    private static readonly Caller Desk = new(null, null, null);

    /// <summary>Ends the lock of wrong guesses.</summary>
    public async Task UnlockAsync(Account person, string by, CancellationToken ct)
    {
        await locks.EndAsync(person, ct);
        events.Record(Desk.Event("account.unlocked", person.Id, data: By(by)));
        await notice.SendAsync(person, "Unlocked", Desk);
    }

    /// <summary>A pass in place of a lost factor, to be told to the person.</summary>
    public async Task<string> IssuePassAsync(Account person, string by, CancellationToken ct)
    {
        var pass = await passes.IssueAsync(person, Desk, by, ct);
        await notice.SendAsync(person, "OneTimePass", Desk);
        return pass;
    }

    /// <summary>Removes lost authenticators; the kinds that were there come back.</summary>
    public Task<IReadOnlyList<string>> ResetFactorsAsync(Account person, IReadOnlyList<string> kinds, string by) => factors.RemoveAsync(person, kinds, Desk, By(by));

    /// <summary>Signs the person out everywhere.</summary>
    public async Task EndSessionsAsync(Account person, string by, CancellationToken ct)
    {
        await registry.EndSessionsAsync(person.Id, ct, new ChangeRecord(Desk.Event("sessions.ended", person.Id, data: By(by)), notice.Messages(person, "SessionsEnded", Desk)));
        outbox.Wake();
    }

    private static Dictionary<string, string> By(string by) => new() { ["by"] = by };
}
