namespace PseIdentity.Server.Setup.Settings;

/// <summary>One setting that is wrong: its name, and what would be right.</summary>
internal sealed record SettingMistake(string Key, string Sentence)
{
    /// <summary>A sentence that begins with the setting's name.</summary>
    public static SettingMistake FromSentence(string sentence)
    {
        var space = sentence.IndexOf(' ', StringComparison.Ordinal);
        return new(sentence[..space], sentence[(space + 1)..]);
    }

    public override string ToString() => $"{Key}: {Sentence}";
}

/// <summary>The settings cannot be used. Nothing has been written yet when this is thrown.</summary>
internal sealed class SettingsException(IReadOnlyList<SettingMistake> mistakes)
    : Exception("The settings are wrong:" + Environment.NewLine + string.Join(Environment.NewLine, mistakes.Select(m => "  " + m)))
{
    public IReadOnlyList<SettingMistake> Mistakes { get; } = mistakes;
}
