using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Email;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.WebAuthn;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>What became of a new passkey.</summary>
/// <param name="IsAdded">Whether it is the person's from now on.</param>
/// <param name="Fault">The id of a refusal.</param>
internal sealed record PasskeyAddition(bool IsAdded, string? Fault);

/// <summary>Adds passkeys to accounts: on the way in, and from the account's own pages.</summary>
internal sealed class PasskeyEnrollment(
    RegistrationCeremony ceremony, OwnedPasskeys passkeys, CredentialStore credentials, PasskeyScope scope, SecurityNotice notice, OutboxSignal outbox, IEventLog events, IStringLocalizer<Text> text, IOptions<PasskeyOptions> options, TimeProvider clock)
{
    private const int LongestName = 60;

    /// <summary>Whether browsers make passkeys at this address at all.</summary>
    public bool IsUsable => scope.IsUsable;

    /// <summary>How long a question is good for.</summary>
    public TimeSpan Lifetime => options.Value.ChallengeLifetime;

    /// <summary>The question for the browser.</summary>
    /// <param name="browserHash">SHA-256 of the browser's cookie.</param>
    /// <param name="request">What the page belongs to: the pending request, or the session.</param>
    public string Ask(byte[] browserHash, string request, Account person) => ceremony.Begin(
        Of(browserHash, request, person),
        AsShown(person),
        OwnedPasskeys.DescriptorsOf(person));

    /// <summary>
    /// The question for a browser that makes a passkey without a dialogue after a password (Web Authentication Level 3 §5.1.3, conditional mediation):
    /// nobody needs to be there, so that none is verified. Answered by <see cref="AddAsync"/> like any other.
    /// </summary>
    /// <inheritdoc cref="Ask"/>
    public string AskQuietly(byte[] browserHash, string request, Account person) => ceremony.Begin(
        Of(browserHash, request, person), AsShown(person), OwnedPasskeys.DescriptorsOf(person), new CreationWishes { IsConditional = true, UserVerification = UserVerification.Preferred });

    /// <summary>Keeps what the browser made.</summary>
    /// <param name="json"><c>RegistrationResponseJSON</c> as the page posted it.</param>
    /// <param name="browserHash">As at <see cref="Ask"/>.</param>
    /// <param name="request">As at <see cref="Ask"/>.</param>
    /// <param name="person">Who adds it; whether they may is decided by the page.</param>
    /// <param name="caller">For the record, and for its name.</param>
    public async Task<PasskeyAddition> AddAsync(string json, byte[] browserHash, string request, Account person, Caller caller, CancellationToken ct)
    {
        var outcome = await ceremony.FinishAsync(json, Of(browserHash, request, person), async (id, stop) => await passkeys.FindAsync(id, stop) is not null, ct);
        if (outcome.Passkey is not { } made)
            return Refused(outcome.Fault?.Id ?? PasskeyFaults.Malformed, person, caller);

        // §7.1 step 26 once more, in the statement that stores it. The challenge is used up: no ct from here.
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        var added = await credentials.AddAsync(person.Id, new NewCredential
        {
            Id = id,
            Kind = CredentialKinds.Passkey,
            Secret = made.PublicKey,
            ExternalId = made.CredentialId,
            SignCount = made.SignCount,
            Name = NameOf(made, caller),
            Data = PasskeyData.Of(made).ToJson(),
            Record = new ChangeRecord(caller.Event("passkey.added", person.Id, data: new Dictionary<string, string>
            {
                ["credential"] = id.ToString(),
                ["aaguid"] = made.Aaguid.ToString(),
                ["attestation"] = made.Attestation.Format,
            }), notice.Messages(person, "PasskeyAdded", caller)),
        }, CancellationToken.None);
        if (added is null)
            return Refused(PasskeyFaults.Registered, person, caller);
        outbox.Wake();
        return new PasskeyAddition(true, null);
    }

    private PasskeyPerson AsShown(Account person) => new(PersonName.SignInName(person), PersonName.Of(person), text["Product"]);

    private static Ceremony Of(byte[] browserHash, string request, Account person) =>
        new(CeremonyPurposes.Registration, browserHash, request, OwnedPasskeys.HandleOf(person));

    private PasskeyAddition Refused(string fault, Account person, Caller caller)
    {
        events.Record(caller.Event("passkey.refused", person.Id, data: new Dictionary<string, string> { ["fault"] = fault }));
        return new PasskeyAddition(false, fault);
    }

    private string NameOf(NewPasskey made, Caller caller)
    {
        string name = PasskeyModels.NameOf(made) ?? (UserAgents.InWords(caller.UserAgent) is { } browser ? text["Passkey.NameFrom", browser] : text["Passkey.Name"]);
        return name.Length <= LongestName ? name : name[..LongestName];
    }
}
