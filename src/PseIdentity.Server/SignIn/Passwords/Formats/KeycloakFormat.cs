using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>
/// A password credential as Keycloak exports it: JSON whose <c>credentialData</c> and <c>secretData</c> are JSON again, mostly as text.
/// PBKDF2 with SHA-1, SHA-256 and SHA-512, and Argon2.
/// </summary>
internal sealed class KeycloakFormat : IPasswordFormat
{
    private const string Shape = "is no password credential of Keycloak's export: JSON with credentialData (algorithm, hashIterations) and secretData (value, salt).";
    private static readonly Argon2Format Argon2 = new();

    public HashReading? Read(string text)
    {
        if (!text.StartsWith('{') || text.StartsWith("{PBKDF2", StringComparison.Ordinal))
            return null;
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            using var data = Inner(document.RootElement, "credentialData");
            using var secret = Inner(document.RootElement, "secretData");
            return Read(text, data.RootElement, secret.RootElement);
        }
        // Whatever is missing or of another kind, it is not what Keycloak writes.
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new HashReading.Unusable(Shape);
        }
    }

    private static HashReading Read(string text, JsonElement data, JsonElement secret)
    {
        var iterations = data.GetProperty("hashIterations").GetInt32();
        var value = secret.GetProperty("value").GetBytesFromBase64();
        var salt = secret.GetProperty("salt").GetBytesFromBase64();
        return data.GetProperty("algorithm").GetString() switch
        {
            "pbkdf2" => Pbkdf2(text, HashAlgorithmName.SHA1, 20, iterations, salt, value),
            "pbkdf2-sha256" => Pbkdf2(text, HashAlgorithmName.SHA256, 32, iterations, salt, value),
            "pbkdf2-sha512" => Pbkdf2(text, HashAlgorithmName.SHA512, 64, iterations, salt, value),
            "argon2" => OfArgon2(text, data.GetProperty("additionalParameters"), iterations, salt, value),
            _ => new HashReading.Unusable("is a credential of Keycloak of an algorithm that is not known: pbkdf2, pbkdf2-sha256, pbkdf2-sha512 and argon2 are."),
        };
    }

    private static HashReading Pbkdf2(string text, HashAlgorithmName function, int digest, int iterations, byte[] salt, byte[] key) =>
        Pbkdf2Cost.Problem(iterations, salt.Length, key.Length, digest) is { } problem
            ? new HashReading.Unusable(problem)
            : new HashReading.Usable(text, password =>
                CryptographicOperations.FixedTimeEquals(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, function, key.Length), key));

    private static HashReading OfArgon2(string text, JsonElement parameters, int passes, byte[] salt, byte[] tag)
    {
        var version = First("version") switch { "1.3" => 19, "1.0" => 16, _ => 0 };
        var encoded = string.Create(CultureInfo.InvariantCulture,
            $"$argon2{First("type")}$v={version}$m={First("memory")},t={passes},p={First("parallelism")}${Unpadded(salt)}${Unpadded(tag)}");
        return Argon2.Read(encoded) is HashReading.Usable usable ? usable with { Text = text } : Argon2.Read(encoded) ?? new HashReading.Unusable(Shape);

        // Keycloak's parameters are lists of one text each.
        string? First(string name) => parameters.GetProperty(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 1 ? list[0].GetString() : null;
    }

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static JsonDocument Inner(JsonElement credential, string name) =>
        JsonDocument.Parse(credential.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() ?? "" : credential.GetProperty(name).GetRawText(), new JsonDocumentOptions { MaxDepth = 8 });
}
