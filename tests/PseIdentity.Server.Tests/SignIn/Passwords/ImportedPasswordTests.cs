using System.Text.Json.Nodes;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>People who bring along the password of another system.</summary>
internal sealed class ImportedPasswordTests : PasswordScenes
{
    private static IEnumerable<string> Forms => HashVectors.All.Keys;

    protected override IEnumerable<JsonObject> People => HashVectors.All.Select(each => Person(NameOf(each.Key), "password_hash", each.Value));

    [TestCaseSource(nameof(Forms))]
    public async Task Their_password_signs_them_in_and_is_hashed_as_new_ones_are_from_then_on(string form)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, NameOf(form), HashVectors.Password.ToUpperInvariant());
        Assert.That(browser.Left, Is.Null, "another password");
        Assert.That((await AccountAsync(NameOf(form))).Password?.Version, Is.Zero);

        await TypeAsync(browser, NameOf(form), HashVectors.Password);
        Assert.That(browser.Left, Is.Not.Null);

        var stored = (await AccountAsync(NameOf(form))).Password?.SecretText() ?? "";
        Assert.That(Convert.FromBase64String(stored)[..9], Is.EqualTo(new byte[] { 1, 0, 0, 0, 2, 0, 0, 0x03, 0xe8 }), "HMAC-SHA512, 1,000 iterations");
        using var again = await AtSignInAsync(Portal());
        await TypeAsync(again, NameOf(form), HashVectors.Password);
        Assert.That(again.Left, Is.Not.Null, "and goes on signing them in");
    }

    private static string NameOf(string form) => "from-" + string.Concat(form.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}

/// <summary>The same where new passwords are hashed with Argon2id.</summary>
internal sealed class Argon2idTests : PasswordScenes
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Passwords:Hasher", "Argon2id")];

    protected override IEnumerable<JsonObject> People => [Person("frida", "password_hash", HashVectors.Pbkdf2)];

    [TestCase("frida")]
    [TestCase("alice")]
    public async Task Every_password_becomes_Argon2id_at_the_next_sign_in_at_the_latest(string userName)
    {
        using var browser = await AtSignInAsync(Portal());
        await TypeAsync(browser, userName);

        Assert.That(browser.Left, Is.Not.Null);
        Assert.That((await AccountAsync(userName)).Password?.SecretText(), Does.StartWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
