using System.Text.Json.Serialization;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>One thing that a file changes.</summary>
/// <param name="Kind"><c>scope</c>, <c>client</c>, <c>user</c>, <c>organization</c>, <c>identity_provider</c>, <c>initial_access_token</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="Change"><c>added</c>, <c>changed</c>, <c>removed</c>, or what is set: <c>client_secret</c>, <c>password</c>, <c>totp_secret</c>, <c>administrators</c>.</param>
internal sealed record ProvisioningChange(string Kind, string Name, string Change)
{
    public override string ToString() => Change is "added" or "changed" or "removed" ? $"{Kind} {Name}: {Change}" : $"{Kind} {Name}: {Change} set";
}

internal sealed record ProvisioningReport(IReadOnlyList<ProvisioningChange> Changes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ProvisioningReport))]
internal sealed partial class ProvisioningReportJson : JsonSerializerContext;
