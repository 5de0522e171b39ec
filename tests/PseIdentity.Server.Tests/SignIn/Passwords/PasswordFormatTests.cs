using NUnit.Framework;
using PseIdentity.Server.SignIn.Passwords.Formats;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>Hashes that other programs made.</summary>
internal sealed class PasswordFormatTests
{
    private static IEnumerable<string> Names => HashVectors.All.Keys;

    [TestCaseSource(nameof(Names))]
    public void A_hash_that_another_program_made_knows_its_password_and_no_other(string name)
    {
        var hash = Usable(HashVectors.All[name]);

        Assert.That(hash.Matches(HashVectors.Password), Is.True);
        Assert.That(hash.Matches(HashVectors.Password.ToLowerInvariant()), Is.False, "passwords are case-sensitive");
        Assert.That(hash.Matches(HashVectors.Password + "!"), Is.False);
        Assert.That(hash.Matches(""), Is.False);
    }

    [Test]
    public void Letters_beyond_ASCII_are_hashed_as_UTF_8() =>
        Assert.That(Usable("$2b$05$zoEkkln4BupU.LyTJ4WM/ukn8rtWzjR5FhR57IZG2q4BVsm7Bvc1a").Matches("Pässwörd-mit-Ümlauten"), Is.True);

    [Test]
    public void A_zero_byte_does_not_end_a_password_early() => Assert.That(Usable(HashVectors.Bcrypt).Matches(HashVectors.Password + "\0rest"), Is.False);

    [Test]
    public void The_hash_of_PBKDF2_is_stored_as_ASP_NET_Core_Identity_writes_it()
    {
        var hasher = new Microsoft.AspNetCore.Identity.PasswordHasher<object>();

        var stored = Usable(HashVectors.Pbkdf2).Text;

        Assert.That(hasher.VerifyHashedPassword(new object(), stored, HashVectors.Password), Is.Not.EqualTo(Microsoft.AspNetCore.Identity.PasswordVerificationResult.Failed));
    }

    [TestCase("", "is no password hash")]
    [TestCase("Correct-Horse-7-Battery", "is no password hash")]
    [TestCase("$6$salt$of-crypt", "is no password hash")]
    [TestCase("{PBKDF2-SHA512}2000001$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODw==", "too long to compare")]
    [TestCase("{PBKDF2-SHA512}0$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODw==", "at least one iteration")]
    [TestCase("{PBKDF2-SHA512}1000$AAEC$AAECAwQFBgcICQoLDA0ODw==", "16 bytes or more")]
    [TestCase("$2b$05$short", "no hash of bcrypt")]
    [TestCase("$2x$05$PeJTsG.0eCd19AM5ax6fs.XkXFwBRwpJpcFImVhtGdnBsBUuoNkUG", "no hash of bcrypt")]
    [TestCase("$2b$15$PeJTsG.0eCd19AM5ax6fs.XkXFwBRwpJpcFImVhtGdnBsBUuoNkUG", "between 4 and 14")]
    [TestCase("$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ4$7vpu1uKexT5aKoEoMMShNnMZAQMelSIT2YfWLKadwwg", "too much memory")]
    [TestCase("$argon2id$v=19$m=65536,t=1000,p=1$c29tZXNhbHQ4$7vpu1uKexT5aKoEoMMShNnMZAQMelSIT2YfWLKadwwg", "too much memory")]
    [TestCase("$argon2id$v=19$m=65536,t=2,p=64$c29tZXNhbHQ4$7vpu1uKexT5aKoEoMMShNnMZAQMelSIT2YfWLKadwwg", "too much memory")]
    [TestCase("$argon2id$m=65536", "no hash of Argon2")]
    [TestCase("""{"credentialData":"{}"}""", "no password credential of Keycloak")]
    [TestCase("""{"credentialData":{"algorithm":"md5","hashIterations":1},"secretData":{"value":"","salt":""}}""", "algorithm that is not known")]
    [TestCase("""{"credentialData":{"algorithm":"pbkdf2","hashIterations":900000,"additionalParameters":{}},"secretData":{"value":"GaCjqpGRz8HONIZctVDXjCe7hWWgrfMxd9FoMxC0ve0fnfYAwSjVcMqutOAspvEd7v6BXMg4oPBvmpYp9H9cqw==","salt":"AAECAwQFBgcICQoLDA0ODw=="}}""", "too long to compare")]
    public void What_cannot_be_compared_or_would_take_too_long_is_refused_with_the_reason(string text, string reason) =>
        Assert.That((PasswordFormats.Read(text) as HashReading.Unusable)?.Why, Does.Contain(reason));

    [Test]
    public void The_credential_of_Keycloak_may_hold_its_parts_as_objects_too() =>
        Assert.That(Usable("""{"credentialData":{"algorithm":"pbkdf2-sha512","hashIterations":2100},"secretData":{"value":"37hpJQLwLygWYxT4PBHo/2yHLgvgUa5T26uuG5TWnDhKCbe1PbTa+esXL8rxnZ4lf2lkvFdoLvxeHPxmJ66UvQ==","salt":"AAECAwQFBgcICQoLDA0ODw=="}}""")
            .Matches(HashVectors.Password), Is.True);

    [Test]
    public void No_text_makes_reading_a_hash_fail_or_last() => Fuzz.Text(HashVectors.All.Values, text => PasswordFormats.Read(text));

    private static HashReading.Usable Usable(string text) => PasswordFormats.Read(text) as HashReading.Usable
        ?? throw new AssertionException($"{text} {(PasswordFormats.Read(text) as HashReading.Unusable)?.Why}");
}
