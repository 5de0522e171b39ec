using NUnit.Framework;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary><c>amr</c> and <c>acr</c> tell what happened.</summary>
internal sealed class AmrTests
{
    // What was proven (* where the authenticator verified its user), the words of RFC 8176, the level.
    [TestCase("pwd", "pwd", AuthenticationLevels.Password)]
    [TestCase("pwd otp", "pwd otp mfa", AuthenticationLevels.MultiFactor)]
    [TestCase("pwd recovery", "pwd otp mfa", AuthenticationLevels.MultiFactor)]
    [TestCase("pwd sms", "pwd sms mfa", AuthenticationLevels.Password)]
    [TestCase("pwd email", "pwd otp mfa", AuthenticationLevels.Password)]
    [TestCase("pwd one-time-pass", "pwd otp mfa", AuthenticationLevels.Password)]
    [TestCase("pwd sms otp", "pwd sms otp mfa", AuthenticationLevels.MultiFactor)]
    [TestCase("passkey*", "hwk user mfa", AuthenticationLevels.PhishingResistant)]
    [TestCase("synced-passkey*", "swk user mfa", AuthenticationLevels.PhishingResistant)]
    [TestCase("pwd passkey", "pwd hwk mfa", AuthenticationLevels.PhishingResistant)]
    [Category("RFC 8176 §2")]
    public void A_sign_in_is_called_what_it_was(string proven, string amr, string level)
    {
        var factors = Proven(proven);

        Assert.That(string.Join(' ', Amr.Of(factors)), Is.EqualTo(amr));
        Assert.That(Amr.LevelOf(factors), Is.EqualTo(level));
    }

    [TestCase("otp", "pwd otp mfa", AuthenticationLevels.MultiFactor)]
    [TestCase("sms", "pwd sms mfa", AuthenticationLevels.Password)]
    [TestCase("passkey", "pwd hwk mfa", AuthenticationLevels.PhishingResistant)]
    public void A_factor_that_is_added_to_a_session_counts_with_what_the_session_was(string added, string amr, string level)
    {
        Assert.That(string.Join(' ', Amr.Of(Proven(added), ["pwd"])), Is.EqualTo(amr));
        Assert.That(Amr.LevelOf(Proven(added), AuthenticationLevels.Password), Is.EqualTo(level));
    }

    [Test]
    public void A_session_is_never_weakened_by_what_is_added() =>
        Assert.That(Amr.LevelOf(Proven("sms"), AuthenticationLevels.MultiFactor), Is.EqualTo(AuthenticationLevels.MultiFactor));

    private static ProvenFactor[] Proven(string words) =>
        [.. words.Split(' ').Select(word => new ProvenFactor(word.TrimEnd('*'), DateTimeOffset.UnixEpoch, word.EndsWith('*')))];
}
