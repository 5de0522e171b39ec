using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Tests.SignIn;

internal sealed class PasswordHashTests
{
    private const string Password = "Correct-Horse-7-Battery";

    private static readonly PasswordHash Current = With(iterations: 2_000);

    [Test]
    public void A_hash_knows_its_password_and_no_other()
    {
        var hash = Current.Make(Password);

        Assert.That(Current.Verify(hash, Password), Is.EqualTo(PasswordMatch.Right));
        Assert.That(Current.Verify(hash, Password.ToLowerInvariant()), Is.EqualTo(PasswordMatch.Wrong), "passwords are case-sensitive");
        Assert.That(Current.Verify(hash, Password + " "), Is.EqualTo(PasswordMatch.Wrong));
    }

    [Test]
    public void New_hashes_are_in_the_third_format_of_ASP_NET_Core_Identity_with_PBKDF2_HMAC_SHA512()
    {
        var bytes = Convert.FromBase64String(Current.Make(Password));

        Assert.That(bytes[0], Is.EqualTo(1), "format marker");
        Assert.That(bytes[1..5], Is.EqualTo(new byte[] { 0, 0, 0, 2 }), "HMAC-SHA512");
        Assert.That(bytes[5..9], Is.EqualTo(new byte[] { 0, 0, 0x07, 0xd0 }), "2,000 iterations");
    }

    [Test]
    public void A_hash_of_fewer_iterations_is_right_but_weak()
    {
        var old = With(iterations: 1_000).Make(Password);

        Assert.That(Current.Verify(old, Password), Is.EqualTo(PasswordMatch.RightButWeak));
        Assert.That(Current.Verify(old, "other"), Is.EqualTo(PasswordMatch.Wrong));
    }

    [TestCase("")]
    [TestCase(Password)]
    public void Nobody_has_any_password(string password) => Assert.That(Current.Verify(null, password), Is.EqualTo(PasswordMatch.Wrong));

    [Test]
    public void A_password_longer_than_any_that_was_set_is_wrong() =>
        Assert.That(Current.Verify(Current.Make(new string('x', 2_000)), new string('x', 2_000)), Is.EqualTo(PasswordMatch.Wrong));

    private static PasswordHash With(int iterations) => new(Options.Create(new SignInOptions { PasswordIterations = iterations }));
}
