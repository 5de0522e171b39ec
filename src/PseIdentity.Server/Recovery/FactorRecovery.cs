using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Devices;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Guesses;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>
/// All second factors are lost: the password, then the mailbox, then days in which every channel tells the owner and any of them can stop it,
/// then the password again. It ends where a new factor is set up.
/// </summary>
internal sealed class FactorRecovery(RecoveryLinks links, FactorWaits waits, UserStore accounts, UserRegistry registry, RecoveryMail words, Mailer mailer, OwnerNotice notice,
    GuessStore limits, KnownDevices devices, OutboxSignal outbox, IEventLog events, IOptions<RecoveryOptions> options, TimeProvider clock)
{
    /// <summary>What is given up together. The password is not.</summary>
    public static readonly IReadOnlyList<string> Kinds = [CredentialKinds.Totp, CredentialKinds.Passkey, CredentialKinds.Sms, CredentialKinds.Email, CredentialKinds.RecoveryCodes];

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Whether it can be begun: the person has an address that is known to be theirs.</summary>
    public bool IsOpenTo(Account person) => mailer.Works && person.Active && MailAddress.IsPlain(person.VerifiedEmail);

    /// <summary>Sends the link with which the mailbox is proven, to somebody who has just proven the password.</summary>
    public async Task SendLinkAsync(Account person, Caller caller)
    {
        var now = clock.GetUtcNow();
        if (!IsOpenTo(person) || person.VerifiedEmail is not { } to
            || !(await limits.ReserveAsync("recover-factor", await TargetOfAsync(person, caller), new GuessLimit(options.Value.RequestsPerName, Hour, Hour), now)).Allowed)
            return;
        var (token, expires) = (RandomId.Of256Bits(), now + options.Value.LinkLifetime);
        await links.IssueAsync(RecoveryWays.Factor, token, person, to, "", expires, CancellationToken.None);
        using var speaking = Languages.SpeakTo(person);
        await mailer.SendAsync(words.FactorLink(person, token, to, now, expires), CancellationToken.None);
        events.Record(caller.Event("recovery.sent", person.Id, data: new Dictionary<string, string> { ["way"] = RecoveryWays.Factor }));
    }

    // Whoever stole the password uses up what strangers have.
    private async Task<byte[]> TargetOfAsync(Account person, Caller caller) =>
        Guesses.TargetOf(person, caller.Device is { } cookie ? await devices.FindAsync(person.Id, cookie, CancellationToken.None) : null);

    /// <summary>The mailbox is proven: the wait begins, and everybody who is the owner hears of it. Until when it lasts; null when the link was used, or somebody waits already.</summary>
    public async Task<DateTimeOffset?> BeginAsync(RecoveryLink link, Caller caller)
    {
        if (!await links.TryUseAsync(link) || await waits.BeginAsync(link.Person) is not var (until, stop))
            return null;
        var now = clock.GetUtcNow();
        using var speaking = Languages.SpeakTo(link.Person);
        foreach (var to in link.Person.All(CredentialKinds.Email).Select(each => each.SecretText()).Append(link.Person.VerifiedEmail).Where(MailAddress.IsPlain).Distinct(StringComparer.OrdinalIgnoreCase))
            await mailer.SendAsync(words.FactorWait(link.Person, stop, to ?? "", now, until), CancellationToken.None);
        await notice.SendTextsAsync(link.Person, "FactorWait");
        events.Record(caller.Event("recovery.factor_wait_began", link.Person.Id));
        return until;
    }

    /// <summary>A word from the owner ends the wait.</summary>
    public async Task<bool> StopAsync(string token, Caller caller)
    {
        if (await waits.StopAsync(token) is not { } userId)
            return false;
        events.Record(caller.Event("recovery.factor_wait_stopped", userId));
        if (await accounts.FindAsync(userId, CancellationToken.None) is { } person)
            await notice.SendAsync(person, "FactorStopped", caller);
        return true;
    }

    /// <summary>The wait is over and the password was proven once more: the factors go, sessions and grants end, and another factor must be set up. False when it is not.</summary>
    public async Task<bool> GiveUpAsync(Account person, Caller caller)
    {
        if (!await waits.TryEndAsync(person))
            return false;
        return (await RemoveAsync(person, Kinds, caller, new Dictionary<string, string> { ["by"] = "owner" })).Count > 0;
    }

    /// <summary>Removes authenticators of these kinds; those that were there come back.</summary>
    /// <param name="about">For the record.</param>
    public async Task<IReadOnlyList<string>> RemoveAsync(Account person, IReadOnlyList<string> kinds, Caller caller, Dictionary<string, string> about)
    {
        // Whoever had a second factor has one again before the account opens.
        var isLast = SignInPolicies.HasSecondFactor(person) && !person.Credentials.Any(each => Kinds.Contains(each.Kind) && each.Kind != CredentialKinds.RecoveryCodes && !kinds.Contains(each.Kind));
        var preferences = isLast ? (Preferences.Of(person) with { MustEnrollFactor = true }).ToJson() : person.Preferences;
        var told = notice.Messages(person, "FactorsReset", caller);
        var removed = await registry.RemoveCredentialsAsync(person.Id, kinds, person.Stamp, preferences,
            gone => new ChangeRecord(caller.Event("factor.reset", person.Id, data: new Dictionary<string, string>(about) { ["kinds"] = string.Join(' ', gone) }), told), CancellationToken.None);
        if (removed.Count > 0)
            outbox.Wake();
        return removed;
    }
}
