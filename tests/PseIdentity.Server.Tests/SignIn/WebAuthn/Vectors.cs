using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Tests.SignIn.WebAuthn;

/// <summary>The test vectors of Web Authentication Level 3 (§16), and a protection whose challenges they are.</summary>
internal sealed class Vectors
{
    private static readonly JsonElement File = Load();

    public static byte[] Root => Convert.FromHexString(File.GetProperty("root").GetString()!);

    public static IEnumerable<string> Names => File.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("name").GetString()!);

    public static byte[] Octets(string name, string member) => Convert.FromHexString(
        File.GetProperty("vectors").EnumerateArray().Single(vector => vector.GetProperty("name").GetString() == name).GetProperty(member).GetString()!);

    private static JsonElement Load()
    {
        using var stream = typeof(Vectors).Assembly.GetManifestResourceStream("webauthn-vectors.json")!;
        return JsonDocument.Parse(stream).RootElement;
    }

    /// <summary>Opens the two challenges of a vector, and nothing else, as questions for a registration and a sign-in.</summary>
    public sealed class Protection(string name, DateTimeOffset now) : IDataProtectionProvider, IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => throw new NotSupportedException();

        public byte[] Unprotect(byte[] protectedData)
        {
            var ceremony = protectedData.AsSpan().SequenceEqual(Octets(name, "challenge")) ? Ceremonies.Registering
                : protectedData.AsSpan().SequenceEqual(Octets(name, "getChallenge")) ? Ceremonies.SigningIn
                : throw new CryptographicException();
            return JsonSerializer.SerializeToUtf8Bytes(
                new ChallengeContent(ceremony.Purpose, ceremony.BrowserHash, ceremony.RequestId, ceremony.UserHandle, now.ToUnixTimeMilliseconds(), false, false),
                ChallengeJson.Default.ChallengeContent);
        }
    }
}
