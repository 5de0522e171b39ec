using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PseIdentity.Protocol.Registration;

/// <summary>
/// What an initial access token decides about the clients that register with it (RFC 7591 §3.2.1: the server "MAY reject or replace any of the
/// client's requested metadata values"). The registration access token inherits it, so that a later PUT does not escape.
/// </summary>
public sealed record RegistrationPolicy
{
    public static RegistrationPolicy None { get; } = new();

    [Description("Client metadata for what a request leaves out.")]
    public JsonElement? Defaults { get; init; }

    [Description("Client metadata that holds whatever a request says; our own members, such as consent, can be set here.")]
    public JsonElement? Force { get; init; }

    [Description("What a request may ask for at most.")]
    public AllowedMetadata? Allow { get; init; }

    public static RegistrationPolicy Parse(string? json) =>
        json is null ? None : JsonSerializer.Deserialize(json, RegistrationPolicyJson.Default.RegistrationPolicy) ?? None;

    public string ToJson() => JsonSerializer.Serialize(this, RegistrationPolicyJson.Default.RegistrationPolicy);
}

/// <summary>The most that a request may ask for; a member that is absent leaves it open.</summary>
public sealed record AllowedMetadata
{
    [Description("Scopes, separated by spaces; others are left out of the registration.")]
    public string? Scope { get; init; }

    [Description("Grant types; others are refused. Without this, authorization_code, refresh_token, implicit, client_credentials and device_code (each where it is switched on); decoupled sign-in (CIBA) and token exchange only where they are named here.")]
    public IReadOnlyList<string>? GrantTypes { get; init; }

    [Description("The hosts that redirect URIs and post-logout redirect URIs may have, with https; others are refused.")]
    public IReadOnlyList<string>? RedirectUriHosts { get; init; }

    [Description("Ways to authenticate at the token endpoint; others are refused.")]
    public IReadOnlyList<string>? TokenEndpointAuthMethods { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RegistrationPolicy))]
internal sealed partial class RegistrationPolicyJson : JsonSerializerContext;
