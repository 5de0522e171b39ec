using System.Text.Json;
using System.Text.Json.Nodes;
using PseIdentity.Server.SignIn.Passwords.Formats;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>Reads <c>users</c>.</summary>
internal static class UserSection
{
    // Everything else that a user has is a claim.
    private static readonly string[] NoClaims = ["state", "password", "password_hash", "totp_secret", "must_change_password", "organization"];

    public static IReadOnlyList<Desired<DesiredUser>> Read(JsonElement document, FileReading reading)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. reading.Items(document, "users", "preferred_username", Shape).Select(item => Read(item.Value, item.Path, owners, reading))];

        // OpenID Connect Core §5.1, or a claim that a scope releases; anything else would be kept and never seen.
        IEnumerable<ProvisioningMistake> Shape(JsonElement user, string path) =>
            JsonShape.CheckObject(user, path, [ProvisioningJson.Default.ProvisionedUser], name => name != "sub" && reading.Known.Claims.Contains(name));
    }

    private static Desired<DesiredUser> Read(JsonElement value, string path, Dictionary<string, string> owners, FileReading reading)
    {
        var user = FileReading.Read(value, ProvisioningJson.Default.ProvisionedUser);
        if (reading.IsAbsent(user, path))
            return new(path, user.PreferredUsername, null);

        // One table of names, whatever their kind: a customer ID may not be somebody else's user name.
        Own("preferred_username", user.PreferredUsername);
        if (user.CustomerId is not null)
            Own("customer_id", user.CustomerId);
        foreach (var mistake in UserClaimRules.Check(user))
            reading.Mistake($"{path}.{mistake.Path}", mistake.Sentence);
        if (user.Organization is { } organization && !reading.Known.Organizations.Contains(organization))
            reading.Mistake(JsonPath.Member(path, "organization"), $"'{organization}' is no organisation; define it under organizations.");

        if (user is { Password: not null, PasswordHash: not null })
            reading.Mistake(JsonPath.Member(path, "password_hash"), "stands beside a password; give one of them.");
        var password = reading.Secret(user.Password, path, "password");
        var hash = ImportedHash(reading.Secret(user.PasswordHash, path, "password_hash"));
        if (user.MustChangePassword == true && user is { Password: null, PasswordHash: null })
            reading.Mistake(JsonPath.Member(path, "must_change_password"), "needs a password that is to be changed.");
        var totp = reading.Secret(user.TotpSecret, path, "totp_secret") is { } base32 ? Totp(base32) : null;

        return new(path, user.PreferredUsername, new DesiredUser
        {
            Claims = Claims(value),
            Organization = user.Organization,
            Password = password,
            PasswordHash = hash,
            TotpSecret = totp,
            MustChangePassword = user.MustChangePassword ?? false,
        });

        void Own(string member, string name)
        {
            if (Identifiers.Normalize(name) is not { } normalized)
                reading.Mistake(JsonPath.Member(path, member), "is no name to sign in with: 1 to 320 visible characters.");
            else if (!owners.TryAdd(normalized, user.PreferredUsername) && owners[normalized] != user.PreferredUsername)
                reading.Mistake(JsonPath.Member(path, member), $"belongs to {owners[normalized]} already; names are compared without case, and across user names and customer IDs.");
        }

        string? ImportedHash(string? text)
        {
            if (text is null)
                return null;
            switch (PasswordFormats.Read(text))
            {
                case HashReading.Usable usable:
                    return usable.Text;
                case HashReading.Unusable unusable:
                    reading.Mistake(JsonPath.Member(path, "password_hash"), unusable.Why);
                    break;
            }
            return null;
        }

        byte[]? Totp(string base32)
        {
            // RFC 4226 §4 R6: "The length of the shared secret MUST be at least 128 bits."
            if (Base32.Decode(base32) is { Length: >= 16 and <= 64 } key)
                return key;
            reading.Mistake(JsonPath.Member(path, "totp_secret"), "is no key: 16 to 64 bytes in base32 (RFC 4648 section 6).");
            return null;
        }
    }

    private static JsonElement Claims(JsonElement user)
    {
        var claims = new JsonObject();
        foreach (var member in user.EnumerateObject())
            if (!NoClaims.Contains(member.Name, StringComparer.Ordinal))
                claims[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        return JsonElement.Parse(claims.ToJsonString());
    }
}
