using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.Passwords.Formats;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>How new passwords are hashed.</summary>
internal interface IHashRecipe
{
    string Make(string password);

    /// <summary>Whether a stored hash is as strong as new ones are, and costs the same.</summary>
    bool IsMetBy(string stored);

    /// <summary>A well-formed hash that no password has.</summary>
    string OfNobody { get; }
}

/// <summary>PBKDF2-HMAC-SHA512 in ASP.NET Core Identity's format, version 3, with a salt of 128 bits and a key of 256.</summary>
internal sealed class Pbkdf2Recipe(int iterations) : IHashRecipe
{
    private readonly object nobody = new();
    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3, IterationCount = iterations }));

    public string Make(string password) => hasher.HashPassword(nobody, password);

    public bool IsMetBy(string stored) => IdentityFormat.IsAtLeast(stored, iterations);

    public string OfNobody { get; } = IdentityFormat.Write(iterations, RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));
}

/// <summary>Argon2id (RFC 9106) through the system's library: 19 MiB, two passes, one lane, as OWASP asks for.</summary>
internal sealed class Argon2idRecipe : IHashRecipe
{
    private const int Memory = 19 * 1024;
    private const int Passes = 2;

    public string Make(string password) => LibArgon2.Hash(password, Memory, Passes, lanes: 1);

    public bool IsMetBy(string stored) => Argon2Format.IsAtLeast(stored, Memory, Passes);

    public string OfNobody { get; } =
        $"$argon2id$v=19$m={Memory},t={Passes},p=1${Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=')}${Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=')}";
}
