using Microsoft.Playwright;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>Looks at a page as everybody may see it: wide and narrow, light and dark.</summary>
internal static class Looking
{
    /// <summary>The language that the browsers ask for. Another one, by the variable <c>PSE_TEST_LANGUAGE</c>, is for looking at the pages of <c>Looks/</c> in it.</summary>
    public static readonly string Language = Environment.GetEnvironmentVariable("PSE_TEST_LANGUAGE") is { Length: > 0 } named ? named : "en-GB";

    private static readonly (string Name, int Width, int Height)[] Screens = [("wide", 1280, 800), ("narrow", 375, 720)];

    /// <summary>Takes the four pictures of the page in front of the visitor; returns what axe found in any of them, and what does not fit in other languages.</summary>
    public static async Task<IReadOnlyList<string>> LookAsync(this Visitor visitor, string name)
    {
        var page = visitor.Page;
        var complaints = new List<string>();
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            foreach (var (screen, width, height) in Screens)
            {
                // As tall as the page: what keeps its place while the page scrolls is then where a person sees it.
                await page.SetViewportSizeAsync(width, height);
                await page.SetViewportSizeAsync(width, Math.Max(height, await page.EvaluateAsync<int>("document.documentElement.scrollHeight")));
                var picture = $"{name}-{screen}-{scheme.ToString().ToLowerInvariant()}{(Language == "en-GB" ? "" : "-" + Language)}";
                await page.ScreenshotAsync(new() { Path = Repository.Output("pictures", picture + ".png"), Caret = ScreenshotCaret.Hide });
                // The narrow page is the same page in the dark.
                if (screen == "wide" || scheme == ColorScheme.Light)
                    complaints.AddRange((await Axe.ComplaintsAsync(page)).Select(complaint => $"{picture}: {complaint}"));
                // The samples speak English alone.
                if (screen == "narrow" && scheme == ColorScheme.Light && page.Url.StartsWith(Suite.Demo.Provider.ToString(), StringComparison.Ordinal))
                    complaints.AddRange((await Lengthened.ComplaintsAsync(page)).Select(complaint => $"{picture}, words longer by two fifths: {complaint}"));
            }
        }

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(Screens[0].Width, Screens[0].Height);
        return complaints;
    }
}
