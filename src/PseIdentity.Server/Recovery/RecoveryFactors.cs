using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Recovery;

/// <summary>The second factor of a recovery: the mailbox stood in for the password, so something else must be proven beside it where something else is enrolled.</summary>
internal sealed class RecoveryFactors(IEnumerable<ISecondFactor> all, CodeStore codes, IEventLog events)
{
    private const string Purpose = "recover-proof";

    /// <summary>Whether the person must prove one in this browser before going on.</summary>
    public async ValueTask<bool> IsMissingAsync(RecoveryLink link, byte[]? browser, CancellationToken ct) =>
        SignInPolicies.HasSecondFactor(link.Person)
        && (browser is null || await codes.FindAsync(Purpose, RecoveryKeys.OfProof(link.Key, browser), ct) is null);

    /// <summary>What the person may use. A code that arrives in the mailbox of the link proves nothing more than the link does; whoever has a passkey signs in with it and needs no link.</summary>
    public async ValueTask<IReadOnlyList<ITypedFactor>> OfferedAsync(Account person, CancellationToken ct)
    {
        var offered = new List<ITypedFactor>();
        foreach (var factor in all.OfType<ITypedFactor>())
            if (!(factor.Method == Factors.Email && IsSameMailbox(person)) && await factor.IsReadyAsync(person, ct))
                offered.Add(factor);
        return offered;
    }

    /// <summary>Compares a code; a right one counts for this link in this browser.</summary>
    public async Task<CodeOutcome> CheckAsync(RecoveryLink link, byte[] browser, ITypedFactor factor, string code, Caller caller, CancellationToken ct)
    {
        var outcome = await factor.CheckAsync(link.Person, RequestOf(link), code, caller, ct);
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
