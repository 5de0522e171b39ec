using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Tests.SignIn;

internal sealed class PasswordRulesTests
{
    private static readonly PasswordRules Rules = new(Options.Create(new SignInOptions()));

    [Test]
    public void A_long_password_of_any_characters_may_be_chosen() => Assert.That(Rules.FaultOf("ein Satz mit Ümlauten", "alice", "before"), Is.Null);

    [Test]
    public void A_short_one_may_not() => Assert.That(Rules.FaultOf("elevenchars", "alice"), Is.EqualTo(PasswordFault.TooShort));

    [Test]
    public void Nor_an_endless_one() => Assert.That(Rules.FaultOf(new string('x', 257), "alice"), Is.EqualTo(PasswordFault.TooLong));

    [Test]
    public void Nor_the_one_from_before() => Assert.That(Rules.FaultOf("the-same-as-ever", "alice", "the-same-as-ever"), Is.EqualTo(PasswordFault.SameAsBefore));

    [Test]
    public void Nor_one_with_the_user_name_in_it() => Assert.That(Rules.FaultOf("hello-ALICE-2026", "alice"), Is.EqualTo(PasswordFault.HoldsUserName));

    [Test]
    public void Every_fault_has_a_sentence()
    {
        var names = TextFile.Names();

        Assert.That(Enum.GetNames<PasswordFault>().Select(fault => "Password." + fault), Is.SubsetOf(names));
    }
}
