using System.Globalization;
using Microsoft.Extensions.Localization;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.SecurityQuestions;

namespace PseIdentity.Server.Pages;

/// <summary>The fields in which security questions are chosen and answered: <c>question-1</c>, <c>answer-1</c>, and so on.</summary>
/// <param name="Fields">What stands in them.</param>
/// <param name="Faulty">The numbers of those that are wrong.</param>
internal sealed record QuestionsCard(IReadOnlyList<ChosenAnswer> Fields, IReadOnlySet<int> Faulty)
{
    /// <summary>Empty fields, each with a question of its own, so that nobody has to choose.</summary>
    /// <param name="before">What was asked until now.</param>
    public static QuestionsCard New(int count, IReadOnlyList<string> before) => new(
        [.. before.Concat(QuestionList.All).Distinct(StringComparer.Ordinal).Take(count).Select(question => new ChosenAnswer(question, null))], new HashSet<int>());

    /// <summary>The same once more, with what was typed.</summary>
    public static QuestionsCard Again(IReadOnlyList<ChosenAnswer> typed, IReadOnlyList<AnswerFault> faults) => new(typed, faults.Select(fault => fault.Number).ToHashSet());

    public static IReadOnlyList<ChosenAnswer> Read(IFormCollection form, int count) =>
        [.. Enumerable.Range(1, count).Select(number => new ChosenAnswer(form[Name("question", number)].ToString(), form[Name("answer", number)].ToString()))];

    /// <summary>Answers to questions that are known.</summary>
    public static IReadOnlyList<string?> ReadAnswers(IFormCollection form, int count) => [.. Enumerable.Range(1, count).Select(number => (string?)form[Name("answer", number)].ToString())];

    public static IReadOnlyList<string> Sentences(IReadOnlyList<AnswerFault> faults, IStringLocalizer<Text> text) => [.. faults.Select(fault => text["Questions." + fault.Kind, fault.Number].Value)];

    private static string Name(string field, int number) => string.Create(CultureInfo.InvariantCulture, $"{field}-{number}");
}
