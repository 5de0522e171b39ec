using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Server.SignIn.Passwords.Common;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>Which passwords may be chosen.</summary>
[Category("NIST SP 800-63B §3.1.1.2")]
internal sealed class PasswordRulesTests
{
    private static readonly PasswordRules Rules = new(Options.Create(new PasswordOptions()));
    private static readonly string[] Alice = ["alice", "doe", "19900228", "example"];

    [TestCase("ein Satz mit Ümlauten")]
    [TestCase("Correct-Horse-7-Battery")]
    [TestCase("correct horse battery staple")]
    [TestCase("dichter Nebel über Kalk")]
    [TestCase("x7!Kq0_vLm2R")]
    [TestCase("пять зелёных яблок")]
    [TestCase("五匹の馬が静かに川を渡る")]
    [TestCase("🐎🔋📎🎷🪐🌵🧊🛶🎲🧭🥨🪁")]
    public void A_long_password_of_any_characters_may_be_chosen(string password) => Assert.That(Rules.FaultsOf(password, Alice, withSecondFactor: false, "before"), Is.Empty);

    [TestCase("gr8Kx!z2Lq#", false)]
    [TestCase("gr8Kx!z", true)]
    [TestCase("🐎🔋📎🎷🪐🌵🧊🛶🎲🧭🥨", false, Description = "eleven characters in 22 code units")]
    public void A_short_one_may_not(string password, bool withSecondFactor) => Refused(PasswordFaultKind.TooShort, password, withSecondFactor);

    [Test]
    public void With_a_second_factor_eight_characters_are_enough() => Assert.That(Rules.FaultsOf("gr8Kx!z2", Alice, withSecondFactor: true), Is.Empty);

    [Test]
    public void A_hundred_and_twenty_eight_characters_may_be_chosen_and_no_more()
    {
        var long128 = string.Concat(Enumerable.Range(0, 64).Select(i => (char)('a' + (i * 7 % 26)) + (i % 10).ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.That(Rules.FaultsOf(long128[..^1] + "!", [], withSecondFactor: false), Is.Empty);
        Refused(PasswordFaultKind.TooLong, long128 + "!");
    }

    [Test]
    public void Nor_the_one_from_before() => Refused(PasswordFaultKind.SameAsBefore, "the-same-as-ever", before: "the-same-as-ever");

    [TestCase("hello-ALICE-2026", "alice")]
    [TestCase("h3llo-4l1c3-too!", "alice")]
    [TestCase("mein-Doe-ist-hier", "doe")]
    [TestCase("it-was-19900228-then", "19900228")]
    [TestCase("Example-site-login", "example")]
    [TestCase("ａｌｉｃｅ-in-full-width", "alice")]
    public void Nor_one_with_a_word_in_it_that_others_know(string password, string word)
    {
        Refused(PasswordFaultKind.Personal, password);
        Assert.That(Rules.FaultsOf(password, Alice, withSecondFactor: false)[0].Of, Is.EqualTo(word));
    }

    [Test]
    public void A_word_of_three_letters_counts_where_it_stands_alone() => Assert.That(Rules.FaultsOf("Videoelement am Fenster", Alice, withSecondFactor: false), Is.Empty);

    [TestCase("password1234")]
    [TestCase("P@ssw0rd2026!")]
    [TestCase("Summer2026!!")]
    [TestCase("ｐａｓｓｗｏｒｄ１２３４", Description = "full-width letters")]
    [TestCase("iloveyouiloveyou")]
    [TestCase("!!!!Liverpool!!!!")]
    public void Nor_one_that_many_people_choose(string password) => Refused(PasswordFaultKind.Common, password);

    [TestCase("aaaaaaaaaaaaaaaa")]
    [TestCase("abcabcabcabcabc")]
    [TestCase("abcdefghijklmnop")]
    [TestCase("qwertzuiopasdfghjkl")]
    [TestCase("098765432109876")]
    [TestCase("aaaabbbbccccdddd")]
    [TestCase("Kq7!Kq7!Kq7!")]
    public void Nor_one_of_repetitions_and_keys_in_a_row(string password) => Refused(PasswordFaultKind.Patterned, password);

    [Test]
    public void Nor_one_that_is_no_text()
    {
        Refused(PasswordFaultKind.NotText, "with\ta tab inside it");
        Refused(PasswordFaultKind.NotText, "half a character \ud800");
    }

    [Test]
    public void All_faults_are_named_together() =>
        Assert.That(Rules.FaultsOf("alice123", ["alice"], withSecondFactor: false).Select(fault => fault.Kind),
            Is.SupersetOf(new[] { PasswordFaultKind.TooShort, PasswordFaultKind.Personal }));

    [Test]
    public void More_than_ten_thousand_common_passwords_are_known() => Assert.That(CommonPasswords.Count, Is.GreaterThan(10_000));

    [Test]
    public void Every_fault_has_a_sentence()
    {
        var names = TextFile.Names();

        Assert.That(Enum.GetValues<PasswordFaultKind>().Select(kind => new PasswordFault(kind).TextName), Is.SubsetOf(names));
    }

    private static void Refused(PasswordFaultKind fault, string password, bool withSecondFactor = false, string? before = null) =>
        Assert.That(Rules.FaultsOf(password, Alice, withSecondFactor, before).Select(found => found.Kind), Does.Contain(fault));
}
