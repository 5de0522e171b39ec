namespace PaymentsPortal;

/// <summary>How the portal presents itself (section <c>Portal</c>): the same program also plays the second application of the demo.</summary>
internal sealed class PortalOptions
{
    /// <summary>The name in the header and the titles.</summary>
    public string Name { get; set; } = "Payments portal";

    /// <summary>The colour of buttons and marks: <c>indigo</c>, <c>green</c> or <c>plum</c>.</summary>
    public string Accent { get; set; } = "indigo";
}
