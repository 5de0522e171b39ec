using System.Text.Json;
using System.Text.Json.Serialization;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>What a person chose for the pages and notices; kept with the account.</summary>
internal sealed record Preferences
{
    /// <summary>"Not now": before this no passkey is offered.</summary>
    public DateTimeOffset? OfferPasskeyAfter { get; init; }

    /// <summary>The second factor was lost and given up: another is set up at the next sign-in, whatever policy says.</summary>
    public bool MustEnrollFactor { get; init; }

    public static Preferences Of(Account account) =>
        account.Preferences is { } text ? JsonSerializer.Deserialize(text, PreferencesJson.Default.Preferences) ?? new() : new();

    public string ToJson() => JsonSerializer.Serialize(this, PreferencesJson.Default.Preferences);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Preferences))]
internal sealed partial class PreferencesJson : JsonSerializerContext;
