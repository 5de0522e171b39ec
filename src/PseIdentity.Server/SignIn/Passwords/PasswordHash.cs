using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace PseIdentity.Server.SignIn.Passwords;

internal enum PasswordMatch
{
    Wrong,
    Right,

    /// <summary>Right, but the hash is weaker than new ones are.</summary>
    RightButWeak,
}

/// <summary>Password hashes in ASP.NET Core Identity's format, version 3: PBKDF2-HMAC-SHA512 with a salt of 128 bits and a key of 256. Versions 2 and 3 are read.</summary>
/// <remarks>Costs a large part of a second of a core on purpose: only <see cref="PasswordHashing"/> calls it.</remarks>
internal sealed class PasswordHash
{
    private const int LongestPassword = 1024;

    private readonly PasswordHasher<object> hasher;
    private readonly object nobody = new();
    private readonly string ofNobody;

    public PasswordHash(IOptions<SignInOptions> options)
    {
        var iterations = options.Value.PasswordIterations;
        hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions
        {
            CompatibilityMode = PasswordHasherCompatibilityMode.IdentityV3,
            IterationCount = iterations,
        }));
        ofNobody = RandomHash(iterations);
    }

    public string Make(string password) => hasher.HashPassword(nobody, password);

    /// <summary>Compares; without a hash the same work is done and the answer is no, so that nobody learns from the time which accounts exist.</summary>
    public PasswordMatch Verify(string? hash, string password)
    {
        var known = hash is not null && password.Length <= LongestPassword;
        return hasher.VerifyHashedPassword(nobody, known && hash is not null ? hash : ofNobody, known ? password : "") switch
        {
            PasswordVerificationResult.Success when known => PasswordMatch.Right,
            PasswordVerificationResult.SuccessRehashNeeded when known => PasswordMatch.RightButWeak,
            _ => PasswordMatch.Wrong,
        };
    }

    // A well-formed hash that no password has: format marker, PRF 2 (HMAC-SHA512), iterations, salt length, salt, key.
    private static string RandomHash(int iterations)
    {
        var bytes = new byte[13 + 16 + 32];
        RandomNumberGenerator.Fill(bytes.AsSpan(13));
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), 2);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), (uint)iterations);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), 16);
        return Convert.ToBase64String(bytes);
    }
}
