using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>What became of a passkey that was used: who it is, or the id of a refusal.</summary>
internal sealed record PasskeyProof
{
    public Account? Person { get; init; }

    public ProvenFactor? Factor { get; init; }

    /// <summary>One of <see cref="PasskeyFaults"/>, where it proved nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>The credential id, in base64url, of a passkey that nobody here has: the browser may forget it.</summary>
    public string? UnknownId { get; init; }
}

/// <summary>Passkeys in place of a password, beside one, and to confirm who somebody is.</summary>
internal sealed class PasskeySignIn(
    AuthenticationCeremony ceremony, OwnedPasskeys passkeys, CredentialStore credentials, PasskeyScope scope, IEventLog events, IOptions<PasskeyOptions> options, TimeProvider clock)
{
    /// <summary>Whether browsers offer passkeys at this address at all.</summary>
    public bool IsUsable => scope.IsUsable;

    /// <summary>How long a question is good for.</summary>
    public TimeSpan Lifetime => options.Value.ChallengeLifetime;

    /// <summary>The question in place of a password: to anybody, or once more to the person of a session. There a passkey is two factors, so it verifies its user.</summary>
    /// <param name="known">Who is asked to confirm; null where nobody is known, or the person has no passkey.</param>
    public string AskAlone(SignInTurn turn, Account? known) =>
        ceremony.Begin(Alone(turn, known), known is null ? [] : OwnedPasskeys.DescriptorsOf(known), UserVerification.Required);

    /// <summary>The question beside another factor.</summary>
    public string AskSecond(SignInTurn turn, Account person) => ceremony.Begin(Second(turn, person), OwnedPasskeys.DescriptorsOf(person));

    /// <param name="json"><c>AuthenticationResponseJSON</c> as the page posted it.</param>
    /// <param name="turn">The request that the question was asked for.</param>
    /// <param name="known">As at <see cref="AskAlone"/>.</param>
    /// <param name="caller">For the record.</param>
    public Task<PasskeyProof> ProveAloneAsync(string json, SignInTurn turn, Account? known, Caller caller, CancellationToken ct) =>
        ProveAsync(json, Alone(turn, known), caller, ct);

    /// <inheritdoc cref="ProveAloneAsync"/>
    public Task<PasskeyProof> ProveSecondAsync(string json, SignInTurn turn, Account person, Caller caller, CancellationToken ct) =>
        ProveAsync(json, Second(turn, person), caller, ct);

    private static Ceremony Alone(SignInTurn turn, Account? known) => known is null
        ? new Ceremony(CeremonyPurposes.SignIn, turn.Request.BrowserHash, turn.Request.RequestId, null)
        : new Ceremony(CeremonyPurposes.Reauthentication, turn.Request.BrowserHash, turn.Request.RequestId, OwnedPasskeys.HandleOf(known));

    private static Ceremony Second(SignInTurn turn, Account person) =>
        new(CeremonyPurposes.Confirmation, turn.Request.BrowserHash, turn.Request.RequestId, OwnedPasskeys.HandleOf(person));

    private async Task<PasskeyProof> ProveAsync(string json, Ceremony asked, Caller caller, CancellationToken ct)
    {
        OwnedPasskey? owned = null;
        string? named = null;
        var outcome = await ceremony.FinishAsync(json, asked, async (id, stop) =>
        {
            named = CanonicalBase64Url.Encode(id);
            owned = await passkeys.FindAsync(id, stop);
            return owned is null ? null : OwnedPasskeys.RecordOf(owned);
        }, ct);

        if (outcome.Passkey is not { } used || owned is null)
            return Refused(outcome.Fault?.Id ?? PasskeyFaults.Malformed, owned, caller) with { UnknownId = owned is null ? named : null };

        // The challenge is used up: from here on a caller that hangs up changes nothing.
        if (!await passkeys.TryKeepAsync(owned, used) && !used.HasCounterRegressed && options.Value.RefuseCounterRegress)
            return Refused(PasskeyFaults.Counter, owned, caller);
        if (used.HasCounterRegressed)
        {
            await credentials.UsedAsync(owned.Credential.Id, CancellationToken.None);
            events.Record(caller.Event("passkey.counter_regressed", owned.Person.Id, data: Facts(owned)));
        }

        // Whoever may not sign in learns no more than from a passkey that nobody knows.
        if (!owned.Person.Active)
            return Refused(PasskeyFaults.Unknown, owned, caller);
        return new PasskeyProof
        {
            Person = owned.Person,
            Factor = new ProvenFactor(used.Record.IsBackupEligible ? Factors.SyncedPasskey : Factors.Passkey, clock.GetUtcNow(), used.IsUserVerified),
        };
    }

    private PasskeyProof Refused(string fault, OwnedPasskey? owned, Caller caller)
    {
        if (fault == PasskeyFaults.Counter && owned is not null)
            events.Record(caller.Event("passkey.counter_regressed", owned.Person.Id, data: Facts(owned)));
        var facts = owned is null ? [] : Facts(owned);
        facts["fault"] = fault;
        events.Record(caller.Event("signin.passkey_failed", owned?.Person.Id, data: facts));
        return new PasskeyProof { Fault = fault };
    }

    private static Dictionary<string, string> Facts(OwnedPasskey owned) => new() { ["credential"] = owned.Credential.Id.ToString() };
}
