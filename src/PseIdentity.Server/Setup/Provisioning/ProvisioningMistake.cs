namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>One thing that is wrong in a provisioning file: where, as a JSON path (RFC 9535), and what would be right.</summary>
internal sealed record ProvisioningMistake(string Path, string Sentence)
{
    public override string ToString() => $"{Path}: {Sentence}";
}

/// <summary>The file cannot be applied. Nothing of it has been.</summary>
internal sealed class ProvisioningException(string file, IReadOnlyList<ProvisioningMistake> mistakes)
    : Exception($"Nothing of {file} was applied:" + Environment.NewLine + string.Join(Environment.NewLine, mistakes.Select(m => "  " + m)))
{
    public IReadOnlyList<ProvisioningMistake> Mistakes { get; } = mistakes;
}
