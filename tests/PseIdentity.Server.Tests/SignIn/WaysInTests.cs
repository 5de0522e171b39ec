using NUnit.Framework;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>The last way in stays.</summary>
internal sealed class WaysInTests
{
    // What would be left; whether a second factor is required; whether that is allowed.
    [TestCase("password", false, true)]
    [TestCase("passkey", false, true)]
    [TestCase("", false, false)]
    [TestCase("totp recovery sms", false, false)]
    [TestCase("password", true, false)]
    [TestCase("password recovery question", true, false)]
    [TestCase("password totp", true, true)]
    [TestCase("password sms", true, true)]
    [TestCase("password email", true, true)]
    [TestCase("passkey", true, true)]
    public void Somebody_may_be_left_with(string left, bool required, bool expected)
    {
        var policy = new SignInPolicy(Guid.CreateVersion7(), NeedsSecondFactor: true, NeedsNewPassword: false) { RequiresSecondFactor = required };

        Assert.That(WaysIn.MayRemove(left.Split(' ', StringSplitOptions.RemoveEmptyEntries), policy), Is.EqualTo(expected));
    }
}
