using System.Text.Json.Serialization;

namespace PseIdentity.Storage.Organizations;

/// <summary>A company or another group of people with a policy of its own.</summary>
public sealed record Organization
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>E-mail domains, lower case; each belongs to one organisation.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The name of the provider that its people sign in with.</summary>
    public string? IdentityProvider { get; init; }

    public OrganizationPolicy Policy { get; init; } = new();
}

/// <summary>What an organisation asks of its people; null where the installation's own rule holds.</summary>
public sealed record OrganizationPolicy
{
    public bool? RequireSecondFactor { get; init; }

    /// <summary>0: passwords do not age.</summary>
    public int? PasswordMaxAgeDays { get; init; }

    public int? LockoutFailures { get; init; }

    public int? LockoutMinutes { get; init; }

    /// <summary>How many security questions its people answer, asked in addition when a password was forgotten. 0: none.</summary>
    public int? SecurityQuestions { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrganizationPolicy))]
internal sealed partial class OrganizationJson : JsonSerializerContext;
