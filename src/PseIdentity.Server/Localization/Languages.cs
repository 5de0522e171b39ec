namespace PseIdentity.Server.Localization;

/// <summary>The languages that the pages speak, whatever the machine's own is.</summary>
internal static class Languages
{
    /// <summary>BCP 47 tags, the first one for everybody else.</summary>
    public static IReadOnlyList<string> All { get; } = ["en"];

    public static RequestLocalizationOptions Options { get; } =
        new RequestLocalizationOptions { ApplyCurrentCultureToResponseHeaders = true }
            .SetDefaultCulture(All[0]).AddSupportedCultures([.. All]).AddSupportedUICultures([.. All]);
}
