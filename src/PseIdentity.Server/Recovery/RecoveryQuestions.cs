using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Storage.Codes;
using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Recovery;

/// <summary>
/// The security questions of a recovery: after the link of a mail and the second factor, in place of neither. Nobody sees whether an account has any
/// before having proven the others.
/// </summary>
internal sealed class RecoveryQuestions(SecurityAnswers answers, RecoveryFactors factors, OrganizationStore organizations, CodeStore codes, IEventLog events)
{
    private const string Purpose = "recover-answers";

    /// <summary>What the person still has to answer in this browser; nothing where the organisation asks for none, or the person has answered none yet.</summary>
    public async ValueTask<IReadOnlyList<string>> MissingAsync(RecoveryLink link, byte[]? browser, CancellationToken ct)
    {
        // Answers that were given with nothing but the password may be the thief's of that password, as factors may.
        var questions = SecurityAnswers.QuestionsOf(factors.Trusted(link.Person));
        if (questions.Count == 0 || link.Person.Organization is not { } name || (await organizations.FindAsync(name, ct))?.Policy.SecurityQuestions is not > 0)
            return [];
        return browser is not null && await codes.FindAsync(Purpose, RecoveryKeys.OfProof(link.Key, browser), ct) is not null ? [] : questions;
    }

    /// <summary>Compares the answers; right ones count for this link in this browser. Null where the machine is too busy.</summary>
    public async Task<CodeOutcome?> CheckAsync(RecoveryLink link, byte[] browser, IReadOnlyList<string?> typed, Caller caller, CancellationToken ct)
    {
        var outcome = await answers.CheckAsync(link.Person, typed, caller, ct);
        if (outcome is not { IsRight: true })
            return outcome;
        await codes.TrySendAsync(new NewCode
        {
            Purpose = Purpose,
            Key = RecoveryKeys.OfProof(link.Key, browser),
            UserId = link.Person.Id,
            ExpiresAt = link.ExpiresAt,
        }, int.MaxValue, CancellationToken.None);
        events.Record(caller.Event("recovery.questions_answered", link.Person.Id));
        return outcome;
    }
}
