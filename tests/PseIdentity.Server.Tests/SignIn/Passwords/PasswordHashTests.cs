using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

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

    [Test]
    public void Argon2id_hashes_are_PHC_strings_of_19_MiB_and_two_passes()
    {
        var argon = With(iterations: 1_000, PasswordHasherKind.Argon2id);

        var hash = argon.Make(Password);

        Assert.That(hash, Does.StartWith("$argon2id$v=19$m=19456,t=2,p=1$"));
        Assert.That(argon.Make(Password), Is.Not.EqualTo(hash), "each has a salt of its own");
        Assert.That(argon.Verify(hash, Password), Is.EqualTo(PasswordMatch.Right));
        Assert.That(argon.Verify(hash, "other"), Is.EqualTo(PasswordMatch.Wrong));
        Assert.That(argon.Verify(null, Password), Is.EqualTo(PasswordMatch.Wrong));
    }

    [Test]
    public void A_hash_of_the_other_kind_is_right_but_renewed()
    {
        var argon = With(iterations: 1_000, PasswordHasherKind.Argon2id);

        Assert.That(argon.Verify(Current.Make(Password), Password), Is.EqualTo(PasswordMatch.RightButWeak));
        Assert.That(Current.Verify(argon.Make(Password), Password), Is.EqualTo(PasswordMatch.RightButWeak));
    }

    [Test]
    public void A_password_is_the_same_in_both_spellings_of_a_letter() =>
        Assert.That(Current.Verify(Current.Make("Übermut-tut-selten-gut"), "U\u0308bermut-tut-selten-gut"), Is.EqualTo(PasswordMatch.Right));

    [Test]
    public void A_hash_from_before_that_was_made_of_the_other_spelling_is_right_and_renewed()
    {
        const string typed = "U\u0308bermut-tut-selten-gut";
        var hasher = new Microsoft.AspNetCore.Identity.PasswordHasher<object>(Options.Create(new Microsoft.AspNetCore.Identity.PasswordHasherOptions { IterationCount = 2_000 }));

        Assert.That(Current.Verify(hasher.HashPassword(new object(), typed), typed), Is.EqualTo(PasswordMatch.RightButWeak));
    }

    [Test]
    public void A_quick_hash_from_elsewhere_takes_as_long_as_an_ordinary_one()
    {
        var slow = With(iterations: 200_000);
        var (quick, ordinary) = (With(iterations: 1_000).Make(Password), slow.Make(Password));
        slow.Verify(null, "wrong");

        var took = Enumerable.Range(0, 5).Select(_ => (Ordinary: Time(slow, ordinary), Quick: Time(slow, quick))).ToList();

        Assert.That(took.Average(pair => pair.Quick), Is.GreaterThan(took.Average(pair => pair.Ordinary) / 3), "a two-hundredth without filling up");
    }

    [Test]
    public void A_hash_that_cannot_be_compared_is_wrong_and_takes_its_time() => Assert.That(Current.Verify("no hash", Password), Is.EqualTo(PasswordMatch.Wrong));

    [TestCase("")]
    [TestCase(Password)]
    public void Nobody_has_any_password(string password) => Assert.That(Current.Verify(null, password), Is.EqualTo(PasswordMatch.Wrong));

    [Test]
    public void A_password_longer_than_any_that_was_set_is_wrong() =>
        Assert.That(Current.Verify(Current.Make(new string('x', 2_000)), new string('x', 2_000)), Is.EqualTo(PasswordMatch.Wrong));

    private static double Time(PasswordHash hash, string stored)
    {
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        hash.Verify(stored, "wrong");
        return System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static PasswordHash With(int iterations, PasswordHasherKind hasher = PasswordHasherKind.Pbkdf2) =>
        new(Options.Create(new SignInOptions { PasswordIterations = iterations }), Options.Create(new PasswordOptions { Hasher = hasher }), NullLogger<PasswordHash>.Instance);
}
