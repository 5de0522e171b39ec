using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Server.Email;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecurityQuestions;

/// <summary>What became of answers that somebody chose.</summary>
internal abstract record AnswersOutcome
{
    private AnswersOutcome() { }

    public sealed record Saved : AnswersOutcome;

    public sealed record Unfit(IReadOnlyList<AnswerFault> Faults) : AnswersOutcome;

    /// <summary>More is hashed than the machine can do now.</summary>
    public sealed record Busy : AnswersOutcome;
}

/// <summary>
/// The security questions of people whose organisation asks for them. All answers of a person make one hash, of the kind that passwords have:
/// none can be guessed at without the others. They are never a factor; whoever answers them has proven something else before.
/// </summary>
internal sealed class SecurityAnswers(CredentialStore credentials, AnswerRules rules, PasswordHashing hashing, CodeGuesses guesses, SecurityNotice notice, OutboxSignal outbox)
{
    /// <summary>What is asked of the person, by id and in their order; empty where nothing was answered.</summary>
    public static IReadOnlyList<string> QuestionsOf(Account person) =>
        person.Find(CredentialKinds.Questions)?.Data is { } data ? JsonSerializer.Deserialize(data, QuestionsJson.Default.IReadOnlyListString) ?? [] : [];

    /// <summary>Replaces the answers.</summary>
    public async Task<AnswersOutcome> ChooseAsync(Account person, IReadOnlyList<ChosenAnswer> chosen, Caller caller, CancellationToken ct)
    {
        if (rules.Check(person, chosen) is { Count: > 0 } faults)
            return new AnswersOutcome.Unfit(faults);
        using var turn = await hashing.TakeTurnAsync(ct);
        if (turn is null)
            return new AnswersOutcome.Busy();
        await credentials.AddAsync(person.Id, new NewCredential
        {
            Kind = CredentialKinds.Questions,
            Secret = Encoding.UTF8.GetBytes(await turn.HashAsync(Together(chosen.Select(each => each.Answer)))),
            Data = JsonSerializer.Serialize([.. chosen.Select(each => each.Question)], QuestionsJson.Default.IReadOnlyListString),
            ReplacesItsKind = true,
            Record = new ChangeRecord(caller.Event("questions.answered", person.Id), notice.Messages(person, "QuestionsAnswered", caller)),
        }, CancellationToken.None);
        outbox.Wake();
        return new AnswersOutcome.Saved();
    }

    /// <summary>Compares answers, in the order of the questions; null where the machine is too busy, which costs no guess.</summary>
    public async Task<CodeOutcome?> CheckAsync(Account person, IReadOnlyList<string?> answers, Caller caller, CancellationToken ct)
    {
        using var turn = await hashing.TakeTurnAsync(ct);
        if (turn is null)
            return null;
        var stored = person.Find(CredentialKinds.Questions);
        var outcome = await guesses.TryAsync(CredentialKinds.Questions, person, caller,
            async () => await turn.VerifyAsync(stored?.SecretText(), Together(answers)) is not PasswordMatch.Wrong, ct);
        if (outcome.IsRight && stored is not null)
            await credentials.UsedAsync(stored.Id, CancellationToken.None);
        return outcome;
    }

    // Nothing of a normalised answer is punctuation: two answers are never taken for one.
    private static string Together(IEnumerable<string?> answers) => string.Join(';', answers.Select(AnswerText.Normalize));
}

[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class QuestionsJson : JsonSerializerContext;
