using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>
/// The second factor of a recovery: the mailbox stood in for the password, so something else must be proven beside it where something else is enrolled.
/// What was set up with nothing but the password is asked for only once its owner had days to object: until then it may be the thief's of that password,
/// and falls with it.
/// </summary>
internal sealed class RecoveryFactors(IEnumerable<ISecondFactor> all, CodeStore codes, IEventLog events, IOptions<RecoveryOptions> options, TimeProvider clock)
{
    private const string Purpose = "recover-proof";

    /// <summary>From when on something that stands on a password alone is in doubt (NIST SP 800-63B §4.1.2: the owner hears of each at once).</summary>
    public DateTimeOffset DoubtedFrom => clock.GetUtcNow() - options.Value.FactorWait;

    /// <summary>The person with those authenticators alone that count in a recovery.</summary>
    public Account Trusted(Account person)
    {
        var since = DoubtedFrom;
        return person.Without(each => each.UnbackedSince > since);
    }

    /// <summary>Whether the person must prove one in this browser before going on.</summary>
    public async ValueTask<bool> IsMissingAsync(RecoveryLink link, byte[]? browser, CancellationToken ct) =>
        SignInPolicies.HasSecondFactor(Trusted(link.Person))
        && (browser is null || await codes.FindAsync(Purpose, RecoveryKeys.OfProof(link.Key, browser), ct) is null);

    /// <summary>What the person may use. A code that arrives in the mailbox of the link proves nothing more than the link does; whoever has a passkey signs in with it and needs no link.</summary>
    public async ValueTask<IReadOnlyList<ITypedFactor>> OfferedAsync(Account person, CancellationToken ct)
    {
        var (offered, trusted) = (new List<ITypedFactor>(), Trusted(person));
        foreach (var factor in all.OfType<ITypedFactor>())
            if (!(factor.Method == Factors.Email && IsSameMailbox(trusted)) && await factor.IsReadyAsync(trusted, ct))
                offered.Add(factor);
        return offered;
    }

    /// <summary>Compares a code; a right one counts for this link in this browser.</summary>
    public async Task<CodeOutcome> CheckAsync(RecoveryLink link, byte[] browser, ITypedFactor factor, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await factor.CheckAsync(Trusted(link.Person), RequestOf(link), code, caller, ct);
        if (!outcome.IsRight)
            return outcome;
        await codes.TrySendAsync(new NewCode
        {
            Purpose = Purpose,
            Key = RecoveryKeys.OfProof(link.Key, browser),
            UserId = link.Person.Id,
            ExpiresAt = link.ExpiresAt,
        }, int.MaxValue, CancellationToken.None);
        events.Record(caller.Event("recovery.factor_proven", link.Person.Id, data: new Dictionary<string, string> { ["factor"] = factor.Method }));
        return outcome;
    }

    /// <summary>What a sent code belongs to.</summary>
    public static string RequestOf(RecoveryLink link) => "recovery-" + Convert.ToHexString(link.Key);

    private static bool IsSameMailbox(Account person) =>
        string.Equals(person.Find(CredentialKinds.Email)?.SecretText(), person.VerifiedEmail, StringComparison.OrdinalIgnoreCase);
}
