using System.Text;
using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.SignIn.SecondFactors;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>What one-time codes are built on: the codes of a counter, and the letters in which secrets are typed.</summary>
internal sealed class HotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Test, Category("RFC 4226 §D")]
    public void The_codes_of_the_first_ten_counters_are_the_printed_ones() =>
        Assert.That(Enumerable.Range(0, 10).Select(counter => Totp.CodeAt(Secret, counter)), Is.EqualTo(new[]
        {
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        }));

    [Category("RFC 4648 §10")]
    [TestCase("", "")]
    [TestCase("MY======", "f")]
    [TestCase("MZXQ====", "fo")]
    [TestCase("MZXW6===", "foo")]
    [TestCase("MZXW6YQ=", "foob")]
    [TestCase("MZXW6YTB", "fooba")]
    [TestCase("MZXW6YTBOI======", "foobar")]
    public void The_printed_texts_are_read_with_and_without_padding_in_either_case(string text, string expected)
    {
        foreach (var form in new[] { text, text.TrimEnd('='), text.ToLowerInvariant() })
            Assert.That(Encoding.ASCII.GetString(Base32.Decode(form)!), Is.EqualTo(expected), form);
    }

    [Category("RFC 4648 §6")]
    [TestCase("MZXW0")]
    [TestCase("MZXW1")]
    [TestCase("MZXW8")]
    [TestCase("MZ=W6")]
    [TestCase("MZXW6\n")]
    [TestCase("MZXW6+")]
    [TestCase("ＭＺＸＷ６")]
    public void Other_letters_are_refused(string text) => Assert.That(Base32.Decode(text), Is.Null);
}
