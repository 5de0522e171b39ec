using System.Text.Json.Serialization;

namespace PseIdentity.Storage.Organizations;

/// <summary>A company or another group of people with a policy of its own.</summary>
public sealed record Organization
{
    public required string Name { get; init; }

    public required string DisplayName { get; init; }

    /// <summary>E-mail domains, proven and claimed.</summary>
    public IReadOnlyList<OrganizationDomain> Domains { get; init; } = [];

    /// <summary>The name of the provider that its people sign in with.</summary>
    public string? IdentityProvider { get; init; }

    public OrganizationPolicy Policy { get; init; } = new();

    /// <summary>Null where its pages look like everybody's.</summary>
    public OrganizationBrand? Brand { get; init; }

    /// <summary>Whether the domain is shown to be this organisation's; only then does it decide anything.</summary>
    /// <param name="domain">As <see cref="DomainName.Normalize"/> has it.</param>
    public bool HasProven(string domain) => Domains.Any(each => each.VerifiedAt is not null && each.Domain == domain);
}

/// <summary>An e-mail domain that an organisation says is its own.</summary>
/// <param name="Domain">Lower-case ASCII.</param>
public sealed record OrganizationDomain(string Domain)
{
    /// <summary><see cref="VerifiedBy"/>: the TXT record was there.</summary>
    public const string ByDns = "dns";

    /// <summary><see cref="VerifiedBy"/>: a provisioning file says so, which is the operator's word.</summary>
    public const string ByProvisioning = "provisioning";

    /// <summary>Null while it is only claimed.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary><see cref="ByDns"/>, <see cref="ByProvisioning"/>, or who vouched for it.</summary>
    public string? VerifiedBy { get; init; }

    /// <summary>What the TXT record has to say. It is no secret.</summary>
    public string? Token { get; init; }
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

    /// <summary>Whether people of an organisation with a provider may sign in here as well; they may not unless it says so.</summary>
    public bool? LocalSignIn { get; init; }

    /// <summary>Who may sign in here in any case, by the names that they sign in with: for the day on which the organisation's provider is down.</summary>
    public IReadOnlyList<string>? BreakGlass { get; init; }
}

/// <summary>How an organisation's pages look.</summary>
public sealed record OrganizationBrand
{
    /// <summary>The colour of the area beside the page, <c>#rrggbb</c>; white can be read on it.</summary>
    public string? Color { get; init; }

    /// <summary>The colour of buttons and links, <c>#rrggbb</c>; it can be read on white. As <see cref="Color"/> unless given.</summary>
    public string? Accent { get; init; }

    /// <summary>The media type of the picture, where there is one.</summary>
    public string? LogoType { get; init; }

    /// <summary>The beginning of the picture's SHA-256, so that another picture has another address.</summary>
    public string? LogoVersion { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OrganizationPolicy))]
[JsonSerializable(typeof(OrganizationBrand))]
internal sealed partial class OrganizationJson : JsonSerializerContext;
