using NUnit.Framework;
using PseIdentity.Server.Localization;

namespace PseIdentity.Server.Tests.Localization;

/// <summary>Language tags as requests, accounts and browsers have them.</summary>
internal sealed class LanguagesTests
{
    [TestCase("de", "de")]
    [TestCase("DE", "de")]
    [TestCase("pt-BR", "pt")]
    [TestCase("fr-Latn-CA", "fr")]
    [TestCase("es-x-legal", "es")]
    [TestCase(" fr ", "fr")]
    [TestCase("se", null)]
    [TestCase("deu", null)]
    [TestCase("-de", null)]
    [TestCase("*", null)]
    [TestCase("-", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    [Category("RFC 4647 §3.4")]
    public void A_language_is_found_by_a_longer_tag(string? wanted, string? found) => Assert.That(Languages.Find(wanted), Is.EqualTo(found));

    [Test]
    public void The_first_of_the_wanted_languages_that_is_spoken_is_taken() => Assert.That(Languages.Find(["se", "fr-CA", "de"]), Is.EqualTo("fr"));

    [TestCase("en", "English")]
    [TestCase("es", "Español")]
    [TestCase("fr", "Français")]
    [TestCase("de", "Deutsch")]
    [TestCase("pt", "Português")]
    public void A_language_is_named_in_itself(string tag, string name) => Assert.That(Languages.NameOf(tag), Is.EqualTo(name));
}
