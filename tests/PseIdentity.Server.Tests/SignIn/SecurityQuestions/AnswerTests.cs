using System.Text.Json;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn.SecurityQuestions;
using PseIdentity.Storage.Users;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Server.Tests.SignIn.SecurityQuestions;

/// <summary>Answers to security questions: when two are the same, and which may not be chosen.</summary>
internal sealed class AnswerTests
{
    private static readonly StringLocalizer<Text> Words = new(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance));

    [TestCase("St. Mary's", "  st marys ")]
    [TestCase("Müller", "mu\u0308ller")]
    [TestCase("ＡＢＣ １２３", "abc123")]
    [TestCase("ΟΔΟΣ", "οδος")]
    [TestCase("New-York", "NEW YORK")]
    [TestCase("zero\u200Bwidth", "ZeroWidth")]
    public void Two_ways_to_type_it_are_one_answer(string one, string other) => Assert.That(AnswerText.Normalize(one), Is.EqualTo(AnswerText.Normalize(other)).And.Not.Empty);

    [TestCase("Anna", "Anne")]
    [TestCase("cafe", "café")]
    public void Two_answers_stay_two(string one, string other) => Assert.That(AnswerText.Normalize(one), Is.Not.EqualTo(AnswerText.Normalize(other)));

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" .,-! ")]
    public void What_is_no_text_is_no_answer(string? typed) => Assert.That(AnswerText.Normalize(typed), Is.Empty);

    [Test]
    public void Half_a_character_is_no_answer() => Assert.That(AnswerText.Normalize("\uD800abc"), Is.Empty);

    [Test]
    public void No_text_makes_normalising_fail_or_last() => Fuzz.Text(["St. Mary's", "Müller ＡＢＣ", "ﷺ ﬃ ẞ İ ς", new string('ﷺ', 100)], text =>
    {
        var once = AnswerText.Normalize(text);
        Assert.That(once, Does.Not.Contain(';').And.Not.Contain(' '));
        if (once.Length <= AnswerText.Longest)
            Assert.That(AnswerText.Normalize(once), Is.EqualTo(once), "as often as one likes");
    });

    [Test]
    public void Good_answers_are_taken() => Assert.That(Check(("first-teacher", "Miss Honey"), ("first-job", "bakery")), Is.Empty);

    [TestCase(" ", AnswerFaultKind.Missing)]
    [TestCase("a b.", AnswerFaultKind.TooShort)]
    [TestCase("teacher", AnswerFaultKind.InQuestion)]
    [TestCase("Your First Teacher", AnswerFaultKind.InQuestion)]
    [TestCase("zoe", AnswerFaultKind.IsName)]
    [TestCase("ZOE@example.com", AnswerFaultKind.IsName)]
    [TestCase("Bakery!", AnswerFaultKind.SameAnswer)]
    public void An_answer_that_others_would_try_is_refused(string answer, AnswerFaultKind kind) =>
        Assert.That(Check(("first-job", "bakery"), ("first-teacher", answer)), Is.EqualTo(new[] { new AnswerFault(kind, 2) }));

    [Test]
    public void A_question_is_asked_once() =>
        Assert.That(Check(("first-job", "bakery"), ("first-job", "smithy")), Is.EqualTo(new[] { new AnswerFault(AnswerFaultKind.SameQuestion, 2) }));

    [Test]
    public void A_question_of_ones_own_is_none() =>
        Assert.That(Check(("first-job", "bakery"), ("my-own", "smithy")), Is.EqualTo(new[] { new AnswerFault(AnswerFaultKind.Missing, 2) }));

    [Test]
    public void An_answer_may_be_long_and_not_longer()
    {
        Assert.That(Check(("first-job", new string('x', AnswerText.Longest))), Is.Empty);
        Assert.That(Check(("first-job", new string('x', AnswerText.Longest + 1))).Single().Kind, Is.EqualTo(AnswerFaultKind.TooLong));
    }

    [Test]
    public void Every_question_and_every_fault_has_its_sentence() => Assert.That(
        QuestionList.All.Select(id => "Question." + id).Concat(Enum.GetNames<AnswerFaultKind>().Select(kind => "Questions." + kind)), Is.SubsetOf(TextFile.Names()));

    private static IReadOnlyList<AnswerFault> Check(params (string Question, string Answer)[] answers) =>
        new AnswerRules(Words).Check(Zoe, [.. answers.Select(each => new ChosenAnswer(each.Question, each.Answer))]);

    private static Account Zoe => new()
    {
        Id = Guid.NewGuid(),
        Subject = "zoe",
        Stamp = 0,
        Active = true,
        Claims = JsonElement.Parse("""{"preferred_username":"zoe","email":"zoe@example.com"}"""),
        MustChangePassword = false,
        CreatedAt = default,
        UpdatedAt = default,
    };
}
