using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.SecurityQuestions;

/// <summary>A question, and what somebody answers.</summary>
/// <param name="Question">One of <see cref="QuestionList.All"/>.</param>
/// <param name="Answer">As it was typed.</param>
internal sealed record ChosenAnswer(string Question, string? Answer);

/// <summary>Why an answer may not be chosen; the texts <c>Questions.{kind}</c>.</summary>
internal enum AnswerFaultKind
{
    /// <summary>Nothing was typed, or a question was not chosen from the list.</summary>
    Missing,

    TooShort,
    TooLong,

    /// <summary>It stands in the question itself.</summary>
    InQuestion,

    /// <summary>It is a name of the person, which everybody knows.</summary>
    IsName,

    SameQuestion,
    SameAnswer,
}

/// <summary>What is wrong with the answers, and with which of them, counted from 1.</summary>
internal sealed record AnswerFault(AnswerFaultKind Kind, int Number);

/// <summary>What answers must be, so that whoever knows a little about a person knows none of them.</summary>
internal sealed class AnswerRules(IStringLocalizer<Text> text)
{
    private static readonly string[] Names = ["preferred_username", "customer_id", "email", "given_name", "family_name", "name", "nickname", "phone_number"];

    /// <summary>Everything that is wrong; one sentence for each answer at most.</summary>
    public IReadOnlyList<AnswerFault> Check(Account person, IReadOnlyList<ChosenAnswer> chosen)
    {
        var names = Names.Select(person.Claim).Append(person.Email?.Split('@')[0]).Select(AnswerText.Normalize).Where(name => name.Length > 0).ToHashSet(StringComparer.Ordinal);
        var faults = new List<AnswerFault>();
        for (var i = 0; i < chosen.Count; i++)
            if (Fault(chosen, i, names) is { } kind)
                faults.Add(new AnswerFault(kind, i + 1));
        return faults;
    }

    private AnswerFaultKind? Fault(IReadOnlyList<ChosenAnswer> chosen, int i, HashSet<string> names)
    {
        var (question, typed) = chosen[i];
        var answer = AnswerText.Normalize(typed);
        var before = chosen.Take(i).ToList();
        if (!QuestionList.Has(question) || string.IsNullOrWhiteSpace(typed))
            return AnswerFaultKind.Missing;
        if (before.Any(each => each.Question == question))
            return AnswerFaultKind.SameQuestion;
        if (typed.Length > AnswerText.Longest)
            return AnswerFaultKind.TooLong;
        if (AnswerText.IsTooShort(answer))
            return AnswerFaultKind.TooShort;
        if (AnswerText.Normalize(text["Question." + question]).Contains(answer, StringComparison.Ordinal))
            return AnswerFaultKind.InQuestion;
        if (names.Contains(answer))
            return AnswerFaultKind.IsName;
        return before.Any(each => AnswerText.Normalize(each.Answer) == answer) ? AnswerFaultKind.SameAnswer : null;
    }
}
