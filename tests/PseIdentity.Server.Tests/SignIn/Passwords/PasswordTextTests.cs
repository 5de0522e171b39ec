using NUnit.Framework;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

internal sealed class PasswordTextTests
{
    [Test, Category("RFC 8265 §4.2.2")]
    public void Two_spellings_of_one_letter_are_one_password() =>
        Assert.That(PasswordText.Prepare("U\u0308bermut tut selten gut"), Is.EqualTo("\u00dcbermut tut selten gut"));

    [TestCase("\u00a0")]
    [TestCase("\u3000")]
    [Category("RFC 8265 §4.2.2")]
    public void A_space_of_another_kind_is_a_space(string space) => Assert.That(PasswordText.Prepare($"vier{space}gute Wörter"), Is.EqualTo("vier gute Wörter"));

    [TestCase("Correct Horse")]
    [TestCase("ſtraſse", Description = "a compatibility letter stays")]
    [TestCase("ＡＢＣ", Description = "full-width letters stay")]
    [Category("RFC 8265 §4.2.2")]
    public void Case_width_and_everything_else_stay(string password) => Assert.That(PasswordText.Prepare(password), Is.EqualTo(password));

    [Test]
    public void An_emoji_is_one_character() => Assert.That(PasswordText.Length("🐎🔋"), Is.EqualTo(2));

    [TestCase("with\ttab")]
    [TestCase("with\0zero")]
    public void Control_characters_are_no_text(string password) => Assert.That(PasswordText.IsText(password), Is.False);

    // Attributes cannot hold halves of characters.
    [Test]
    public void Halves_of_characters_are_no_text_and_left_alone()
    {
        foreach (var half in new[] { "half \ud800", "\udc00 half", "\udc00\ud800", "\ud83d\ud83d\udc0e" })
        {
            Assert.That(PasswordText.IsText(half), Is.False);
            Assert.That(PasswordText.Prepare(half), Is.EqualTo(half));
        }
    }
}
