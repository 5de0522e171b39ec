using NUnit.Framework;
using PseIdentity.Server.Setup.Provisioning;
using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Server.Sms;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Server.Tests.SignIn.SecondFactors;

/// <summary>What people type, and what is made of it.</summary>
internal sealed class TypedCodeTests
{
    [TestCase("12345678AB", "12345678AB")]
    [TestCase(" 12345-678ab ", "12345678AB")]
    [TestCase("1234 5678 ab", "12345678AB")]
    [TestCase("oOlLiI78ab", "00111178AB")]
    [TestCase("12345–678AB", "12345678AB")]
    [TestCase("12345678A", null)]
    [TestCase("12345678ABC", null)]
    [TestCase("12345678A!", null)]
    public void Letters_are_read_as_people_type_them(string typed, string? read) => Assert.That(TypedCode.Letters(typed, 10), Is.EqualTo(read));

    [TestCase("+1 (555) 010-0100", "+15550100100")]
    [TestCase("0049 30 901820", "+4930901820")]
    [TestCase("5550100", null)]
    [TestCase("+0123456789", null)]
    [TestCase("+1234567890123456", null)]
    [TestCase("+1555x0100", null)]
    public void Numbers_are_read_as_people_type_them(string typed, string? read) => Assert.That(Destination.Read(Channel.Sms, typed), Is.EqualTo(read));

    [TestCase("person@example.com", "p•••@example.com")]
    [TestCase("a@example.com", "a•••@example.com")]
    public void An_address_is_masked(string address, string masked) => Assert.That(Destination.Mask(Channel.Email, address), Is.EqualTo(masked));

    [Test]
    public void Nothing_that_is_typed_is_too_much()
    {
        Fuzz.Text(["12345-678AB", "123 456", "+1 555 0100", "someone@example.com"], typed =>
        {
            Assert.That(TypedCode.Letters(typed, 10)?.Length ?? 10, Is.EqualTo(10));
            Assert.That(TypedCode.Digits(typed, 6)?.Length ?? 6, Is.EqualTo(6));
            if (Destination.Read(Channel.Sms, typed) is { } number)
                Destination.Mask(Channel.Sms, number);
            if (Destination.Read(Channel.Email, typed) is { } address)
                Destination.Mask(Channel.Email, address);
        });
    }

    [Test]
    public void Base32_is_read_back_as_it_was_written()
    {
        for (var length = 0; length < 40; length++)
        {
            var bytes = System.Security.Cryptography.RandomNumberGenerator.GetBytes(length);
            Assert.That(Base32.Decode(Base32.Encode(bytes)), Is.EqualTo(bytes));
        }
    }

    [Test]
    public void No_message_adds_members_to_what_the_gateway_gets()
    {
        var filled = SmsBody.Fill("""{"to":"{to}","text":"{text}"}""", "+15550100", "\",\"to\":\"+1666\n{to}");
        Assert.That(System.Text.Json.JsonDocument.Parse(filled).RootElement.GetProperty("text").GetString(), Is.EqualTo("\",\"to\":\"+1666\n{to}"));

        Assert.That(SmsBody.Fill("To={to}&Body={text}", "+15550100", "a&To=b"), Is.EqualTo("To=%2B15550100&Body=a%26To%3Db"));
    }

    [TestCase("""{"to":"{to}"}""", false)]
    [TestCase("""{"to":"{to}","text":{text}}""", false)]
    [TestCase("""{"to":"{to}","text":"{text}"}""", true)]
    [TestCase("To={to}&Body={text}", true)]
    [TestCase("", false)]
    public void A_form_that_no_gateway_could_read_is_refused_at_start(string template, bool usable) => Assert.That(SmsBody.IsUsable(template), Is.EqualTo(usable));
}
