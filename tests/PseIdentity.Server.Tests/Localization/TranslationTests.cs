using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>Every language says everything that English says, and leaves the same gaps.</summary>
internal sealed partial class TranslationTests
{
    /// <summary>What is rightly the same as in English; anything else that is the same was forgotten.</summary>
    private static readonly Dictionary<string, string[]> Same = new(StringComparer.Ordinal)
    {
        ["*"] =
        [
            "Direction", // all are written from left to right
            "Product", // a name
            "Title", // two gaps and a dot
        ],
        ["es"] = ["Error.Code"], // "Error"
        ["fr"] = ["Device.Label", "Code.LettersLabel", "Mail.AddressCode", "AccountNav.Apps", "Apps.Title"], // "Code", "Applications"
        ["de"] = ["Device.Label", "Code.LettersLabel", "Mail.AddressCode", "Detail.payment_initiation.bank", "Security.Name", "Passkey.Name", "Code.PasskeyName", "Credential.passkey"], // "Code", "Bank (BIC)", "Name", "Passkey"
        ["pt"] = ["Enroll.Email"], // "E-mail"
    };

    [TestCaseSource(typeof(Translations), nameof(Translations.Others))]
    public void No_sentence_is_missing_and_none_is_too_many(string tag) =>
        Assert.That(Translations.Of(tag).Keys.Order(StringComparer.Ordinal), Is.EqualTo(Translations.English.Keys.Order(StringComparer.Ordinal)));

    [TestCaseSource(typeof(Translations), nameof(Translations.Others))]
    public void The_gaps_are_the_same(string tag) => Assert.That(Differing(tag, Gaps), Is.Empty);

    [TestCaseSource(typeof(Translations), nameof(Translations.Others))]
    public void The_markup_is_the_same(string tag) => Assert.That(Differing(tag, Tags), Is.Empty);

    [TestCaseSource(typeof(Translations), nameof(Translations.Others))]
    public void What_is_the_same_as_in_English_is_meant_to_be(string tag)
    {
        var same = Translations.Of(tag).Where(entry => Translations.English.GetValueOrDefault(entry.Key) == entry.Value).Select(entry => entry.Key);

        Assert.That(same, Is.SubsetOf(Same["*"].Concat(Same[tag])));
    }

    [TestCaseSource(typeof(Languages), nameof(Languages.All))]
    public void The_language_says_its_own_name(string tag) => Assert.That(Translations.Of(tag)["Language"], Is.EqualTo(tag));

    [TestCaseSource(typeof(Languages), nameof(Languages.All))]
    public void Every_sentence_can_be_filled_in(string tag)
    {
        var culture = CultureInfo.GetCultureInfo(tag);
        foreach (var (key, value) in Translations.Of(tag))
        {
            object[] words = [.. Enumerable.Range(0, 4).Select(index => value.Contains($"{{{index}:", StringComparison.Ordinal) ? new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc) : (object)"x")];
            Assert.That(() => string.Format(culture, value, words), Throws.Nothing, key);
            Assert.That(value, Is.EqualTo(value.Trim()).And.Not.Empty, key);
        }
    }

    private static IEnumerable<string> Differing(string tag, Func<string, IEnumerable<string>> part) =>
        Translations.Of(tag).Where(entry => Translations.English.TryGetValue(entry.Key, out var english) && !part(english).SequenceEqual(part(entry.Value))).Select(entry => entry.Key);

    // A language may write a date in its own order: what counts is that a date stays one.
    private static IEnumerable<string> Gaps(string value) =>
        Gap().Matches(value).Select(match => match.Groups[1].Value + (match.Groups[2].Success ? ":" : "")).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Tags(string value) => Tag().Matches(value).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{(\d+)(:[^}]*)?\}")]
    private static partial Regex Gap();

    [GeneratedRegex("</?[a-z][^>]*>")]
    private static partial Regex Tag();
}
