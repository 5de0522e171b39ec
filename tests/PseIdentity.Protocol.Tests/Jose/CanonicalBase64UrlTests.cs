using System.Security.Cryptography;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

[Category("RFC 7515 §2")]
public sealed class CanonicalBase64UrlTests
{
    [Test]
    public void What_was_encoded_decodes_to_itself([Range(0, 70)] int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);

        var decoded = CanonicalBase64Url.TryDecode(CanonicalBase64Url.Encode(bytes), out var again);

        Assert.That(decoded, Is.True);
        Assert.That(again, Is.EqualTo(bytes));
    }

    [Test, Category("RFC 7515 §C")]
    public void The_example_of_the_specification_is_encoded_as_it_says() =>
        Assert.That(CanonicalBase64Url.Encode([3, 236, 255, 224, 193]), Is.EqualTo("A-z_4ME"));

    [TestCase("A-z_4ME=", TestName = "Padding_is_refused")]
    [TestCase("A-z_4ME ", TestName = "White_space_is_refused")]
    [TestCase("A-z\n_4ME", TestName = "A_line_break_is_refused")]
    [TestCase("A+z/4ME", TestName = "The_alphabet_of_plain_base64_is_refused")]
    [TestCase("A-z_4", TestName = "An_impossible_length_is_refused")]
    [TestCase("A", TestName = "A_single_character_is_refused")]
    [TestCase("A-z_4MF", TestName = "Unused_bits_that_are_set_are_refused")]
    [TestCase("A-z_4ME\0", TestName = "A_null_character_is_refused")]
    [TestCase("A-z_4Mé", TestName = "A_letter_outside_ASCII_is_refused")]
    public void Not_canonical(string text)
    {
        Assert.That(CanonicalBase64Url.TryDecode(text, out var bytes), Is.False);
        Assert.That(bytes, Is.Empty);
    }

    [Test]
    public void Of_all_texts_of_two_or_three_characters_only_those_that_encode_again_to_themselves_decode()
    {
        const string Alphabet = "AZaz09-_BCDEFGHIJKLMNOPQRSTUVWXYbcdefghijklmnopqrstuvwxy12345678";
        foreach (var text in Alphabet.SelectMany(last => new[] { $"A{last}", $"_9{last}" }))
        {
            if (CanonicalBase64Url.TryDecode(text, out var bytes))
                Assert.That(CanonicalBase64Url.Encode(bytes), Is.EqualTo(text));
        }
        Assert.That(Alphabet.Count(last => CanonicalBase64Url.TryDecode($"A{last}", out _)), Is.EqualTo(4));
        Assert.That(Alphabet.Count(last => CanonicalBase64Url.TryDecode($"_9{last}", out _)), Is.EqualTo(16));
    }
}
