using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Demo;

internal sealed record DemoPerson(string Name, string Password, string? CustomerId, string? TotpSecret, bool MustChangePassword, bool IsAdministrator, string? Email);

/// <summary>The provisioning file of the demo: what it says, and the file to give to the provider when ports were changed.</summary>
internal sealed partial class Provisioning
{
    private readonly Dictionary<string, string> secrets = new(StringComparer.Ordinal);

    private Provisioning(string file, JsonElement document)
    {
        File = file;
        foreach (var client in document.GetProperty("clients").EnumerateArray())
            secrets[Text(client, "client_id") ?? ""] = Text(client, "client_secret") ?? "";
        People = [.. document.GetProperty("users").EnumerateArray().Select(PersonOf)];
    }

    public string File { get; }

    public IReadOnlyList<DemoPerson> People { get; }

    public string SecretOf(string clientId) => secrets[clientId];

    public static Provisioning Read(string file)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(file));
        return new(file, document.RootElement);
    }

    /// <summary>The same file, or a copy with the addresses of this run.</summary>
    public Provisioning For(DemoOptions options, string copy)
    {
        var text = System.IO.File.ReadAllText(File);
        var moved = DemoOptions.Default.Addresses().Zip(options.Addresses())
            .ToDictionary(pair => pair.First.Port.ToString(CultureInfo.InvariantCulture), pair => pair.Second.Port.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);

        // All at once, so that two ports can change places.
        var rewritten = LocalAddress().Replace(text, match => match.Groups["host"].Value + moved.GetValueOrDefault(match.Groups["port"].Value, match.Groups["port"].Value));
        if (rewritten == text)
            return this;

        System.IO.File.WriteAllText(copy, rewritten);
        return Read(copy);
    }

    private static DemoPerson PersonOf(JsonElement user) => new(
        Text(user, "preferred_username") ?? "", Text(user, "password") ?? "", Text(user, "customer_id"), Text(user, "totp_secret"),
        user.TryGetProperty("must_change_password", out var must) && must.GetBoolean(),
        user.TryGetProperty("roles", out var roles) && roles.EnumerateArray().Any(role => role.ValueEquals("administrator")),
        Text(user, "email"));

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;

    [GeneratedRegex("""(?<host>http://localhost:)(?<port>\d+)""")]
    private static partial Regex LocalAddress();
}
