using System.ComponentModel;
using System.Text.Json.Serialization;
using PseIdentity.Protocol.Registration;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>What a provisioning file holds, section by section. A client is these members and RFC 7591 client metadata.</summary>
internal sealed record ProvisioningDocument
{
    [JsonPropertyName("$schema"), Description("The address of this schema, for editors.")]
    public string? Schema { get; init; }

    public IReadOnlyList<ProvisionedScope>? Scopes { get; init; }

    public IReadOnlyList<ProvisionedClient>? Clients { get; init; }

    public IReadOnlyList<ProvisionedInitialAccessToken>? InitialAccessTokens { get; init; }

    public IReadOnlyList<ProvisionedUser>? Users { get; init; }

    public IReadOnlyList<ProvisionedOrganization>? Organizations { get; init; }

    public IReadOnlyList<ProvisionedIdentityProvider>? IdentityProviders { get; init; }
}

/// <summary>Everything that can be removed by the file.</summary>
internal abstract record Provisioned
{
    [Description("\"absent\" removes it; \"present\", the default, makes it so.")]
    public string? State { get; init; }

    [JsonIgnore]
    public bool IsAbsent => State == "absent";
}

internal sealed record ProvisionedScope : Provisioned
{
    [Description("What clients ask for (RFC 6749 section 3.3).")]
    public required string Name { get; init; }

    [Description("What the consent page calls it.")]
    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    [Description("The resource servers that it opens (RFC 8707 section 2): absolute URIs, which become the audience.")]
    public IReadOnlyList<string>? Resources { get; init; }

    [Description("The claims about the person that it releases. A claim that no specification knows is defined by being named here.")]
    public IReadOnlyList<string>? Claims { get; init; }
}

/// <summary>The members of a client beside its metadata.</summary>
internal sealed record ProvisionedClient : Provisioned
{
    public required string ClientId { get; init; }

    [Description("At least 32 random characters. Applied when the client is created, and when this value changes.")]
    public SecretValue? ClientSecret { get; init; }
}

/// <summary>A token that lets clients register themselves (RFC 7591 §3).</summary>
internal sealed record ProvisionedInitialAccessToken : Provisioned
{
    [Description("Tells it from others; another token under the same name replaces it.")]
    public required string Name { get; init; }

    [Description("At least 32 random characters, given to whoever registers clients.")]
    public SecretValue? Token { get; init; }

    [Description("Seconds since 1970; absent: it does not expire.")]
    public long? ExpiresAt { get; init; }

    [Description("How many clients may register with it; absent: any number.")]
    public int? Uses { get; init; }

    [Description("What it decides about the clients; they keep it when they change their registration.")]
    public RegistrationPolicy? Policy { get; init; }
}

/// <summary>A person: the claims of OpenID Connect Core §5.1, what signing in needs, and besides these any claim that a scope names.</summary>
internal sealed record ProvisionedUser : Provisioned
{
    [Description("What the person signs in with; finds the person again when the file is applied once more.")]
    public required string PreferredUsername { get; init; }

    public string? CustomerId { get; init; }
    public string? Name { get; init; }
    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public string? MiddleName { get; init; }
    public string? Nickname { get; init; }
    public string? Profile { get; init; }
    public string? Picture { get; init; }
    public string? Website { get; init; }
    public string? Email { get; init; }
    public bool? EmailVerified { get; init; }
    public string? Gender { get; init; }
    public string? Birthdate { get; init; }
    public string? Zoneinfo { get; init; }
    public string? Locale { get; init; }
    public string? PhoneNumber { get; init; }
    public bool? PhoneNumberVerified { get; init; }
    public PostalAddress? Address { get; init; }
    public long? UpdatedAt { get; init; }
    public IReadOnlyList<string>? Roles { get; init; }

    [Description("Applied when the person is created, and when this value changes; what people changed since is left alone otherwise.")]
    public SecretValue? Password { get; init; }

    [Description("Instead of a password: ASP.NET Core Identity version 3, or {PBKDF2-SHA512}iterations$salt$hash in base64.")]
    public SecretValue? PasswordHash { get; init; }

    [Description("The key of an authenticator app (RFC 6238), base32.")]
    public SecretValue? TotpSecret { get; init; }

    [Description("Asks for another password at the first sign-in; holds for the password of this file.")]
    public bool? MustChangePassword { get; init; }

    [Description("The organisation whose policy holds.")]
    public string? Organization { get; init; }
}

/// <summary>OpenID Connect Core §5.1.1.</summary>
internal sealed record PostalAddress
{
    public string? Formatted { get; init; }
    public string? StreetAddress { get; init; }
    public string? Locality { get; init; }
    public string? Region { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }
}

internal sealed record ProvisionedOrganization : Provisioned
{
    public required string Name { get; init; }
    public string? DisplayName { get; init; }

    [Description("E-mail domains. What stands here is proven by your word; domains that are added by command need a proof.")]
    public IReadOnlyList<string>? Domains { get; init; }

    [Description("The name of the identity provider that its people sign in with.")]
    public string? IdentityProvider { get; init; }

    [Description("User names of those who look after this organisation, and nothing else.")]
    public IReadOnlyList<string>? Administrators { get; init; }

    [Description("Names of people who may sign in here with a password although the organisation has a provider: for the day on which that is down.")]
    public IReadOnlyList<string>? BreakGlass { get; init; }

    public ProvisionedPolicy? Policy { get; init; }

    public ProvisionedBrand? Brand { get; init; }
}

/// <summary>How an organisation's pages look.</summary>
internal sealed record ProvisionedBrand
{
    [Description("The area beside the page: #rrggbb, dark enough for white text.")]
    public string? Color { get; init; }

    [Description("Buttons and links: #rrggbb, dark enough for white text. As color unless given.")]
    public string? Accent { get; init; }

    [Description("A picture: the path of a PNG, JPEG or WebP file, 100 kB at most, from where this file lies.")]
    public string? Logo { get; init; }
}

internal sealed record ProvisionedPolicy
{
    public bool? RequireSecondFactor { get; init; }
    public int? PasswordMaxAgeDays { get; init; }
    public int? LockoutFailures { get; init; }
    public int? LockoutMinutes { get; init; }

    [Description("How many security questions its people answer; asked in addition to all else when a password was forgotten. 0: none.")]
    public int? SecurityQuestions { get; init; }

    [Description("Whether people of an organisation with an identity provider may sign in here with a password as well; they may not by default.")]
    public bool? LocalSignIn { get; init; }
}

/// <summary>A provider upstream: members of every protocol, then those of OpenID Connect.</summary>
internal sealed record ProvisionedIdentityProvider : Provisioned
{
    public required string Name { get; init; }
    public string? DisplayName { get; init; }

    [Description("oidc, the default, or saml (SAML 2.0).")]
    public string? Protocol { get; init; }

    [Description("Its issuer, exactly as its own discovery document says it; of SAML its entity id.")]
    public string? Authority { get; init; }

    [Description("Nobody is sent to it, and nothing that it says counts, while this is false; true unless said otherwise.")]
    public bool? Enabled { get; init; }

    [Description("Claim of ours: claim of theirs. A member of an object is named with a dot, such as address.country. Whoever comes with a claim that is mapped to active and false is refused.")]
    public IReadOnlyDictionary<string, string>? ClaimMappings { get; init; }

    [Description("create, link (only an account that exists with the same proven e-mail) or deny.")]
    public string? Provisioning { get; init; }

    [Description("The claim of theirs that holds groups, such as groups or realm_access.roles.")]
    public string? RoleClaim { get; init; }

    [Description("Group of theirs: role of ours. Roles that stand here are given and taken by the provider at each sign-in.")]
    public IReadOnlyDictionary<string, string>? RoleMappings { get; init; }

    [Description("Whether its word counts on how somebody proved themselves (amr, acr); otherwise it is one factor, whatever it says.")]
    public bool? TrustsAmr { get; init; }

    [Description("Whether its e-mail addresses within the organisation's proven domains count as proven without email_verified.")]
    public bool? TrustsEmail { get; init; }

    [Description("Whether signing out here signs out there, too.")]
    public bool? SignsOut { get; init; }

    [Description("Who this installation is there; of SAML our entity id, the address of our metadata (/federation/metadata/{name}) where it is absent.")]
    public string? ClientId { get; init; }

    [Description("For client_secret_basic and client_secret_post.")]
    public SecretValue? ClientSecret { get; init; }

    [Description("client_secret_basic, client_secret_post or private_key_jwt (our keys are at /federation/keys); client_secret_basic where there is a secret, otherwise private_key_jwt.")]
    public string? TokenEndpointAuthMethod { get; init; }

    [Description("What aud of our client assertions says: issuer, the default, or token_endpoint for providers that know nothing else.")]
    public string? AssertionAudience { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    [Description("How the answer comes: query, the default, or form_post.")]
    public string? ResponseMode { get; init; }

    [Description("Whether requests are pushed (RFC 9126); absent: where the provider offers it.")]
    public bool? PushedRequests { get; init; }

    [Description("Whether claims are always fetched from its userinfo endpoint; otherwise only where the ID token lacks one that is mapped or asked for by a scope.")]
    public bool? Userinfo { get; init; }

    [Description("SAML: its metadata, as text or {\"file\": \"path\"}. This or metadata_url.")]
    public SecretValue? Metadata { get; init; }

    [Description("SAML: where its metadata is fetched, and fetched again; a new key of the provider is known by itself then.")]
    public string? MetadataUrl { get; init; }

    [Description("SAML: how requests are sent, redirect, the default, or post, if it offers that.")]
    public string? Binding { get; init; }

    [Description("SAML: the names to ask for: persistent, emailAddress, transient, unspecified or another identifier of a format; absent: whatever it gives.")]
    public string? NameIdFormat { get; init; }

    [Description("SAML: the attribute that names a person for ever, where its NameIDs change; a change of this makes everybody somebody new.")]
    public string? SubjectAttribute { get; init; }

    [Description("SAML: refuse assertions that are not encrypted.")]
    public bool? RequiresEncryption { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProvisioningDocument))]
internal sealed partial class ProvisioningJson : JsonSerializerContext;
