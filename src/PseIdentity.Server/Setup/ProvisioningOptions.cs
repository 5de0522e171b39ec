namespace PseIdentity.Server.Setup;

/// <summary>What is set up from a file (section <c>Provisioning</c>).</summary>
internal sealed class ProvisioningOptions
{
    /// <summary>A provisioning file (see <c>provisioning.schema.json</c>), applied at every start. It is idempotent: a file that changes nothing writes nothing. A mistake in it stops the start.</summary>
    /// <value>none</value>
    public string? File { get; set; }
}
