using PseIdentity.Storage.Organizations;

namespace PseIdentity.Server.Organizations;

/// <summary>An organisation's style sheet: the tokens of ours that it sets otherwise, in colours that can be read whatever it chose.</summary>
internal static class BrandSheet
{
    /// <summary>What text needs on its ground (WCAG 2.2 §1.4.3).</summary>
    public const double Readable = 4.5;

    private static readonly BrandColor Black = new(0, 0, 0);
    private static readonly BrandColor DarkSurface = new(0x15, 0x22, 0x32);

    /// <summary>Null where the brand has no colour.</summary>
    public static string? Of(OrganizationBrand brand)
    {
        if (BrandColor.Parse(brand.Color ?? brand.Accent ?? "") is not { } color)
            return null;
        var accent = BrandColor.Parse(brand.Accent ?? "") ?? color;
        var light = Until(accent, BrandColor.White, Readable, DarkSurface);
        return $$"""
            :root {
              --brand-1: {{color.Mixed(Black, 0.35)}}; --brand-2: {{color.Mixed(Black, 0.12)}}; --brand-3: {{color}}; --brand-glow: {{color}};
              --brand-text: #ffffff; --brand-quiet: #ffffff;
              --accent: {{accent}}; --accent-strong: {{accent.Mixed(Black, 0.25)}}; --accent-text: #ffffff; --accent-soft: {{accent.Mixed(BrandColor.White, 0.9)}};
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --brand-1: {{color.Mixed(Black, 0.6)}}; --brand-2: {{color.Mixed(Black, 0.45)}}; --brand-3: {{color.Mixed(Black, 0.3)}};
                --accent: {{light}}; --accent-strong: {{light.Mixed(BrandColor.White, 0.35)}}; --accent-text: {{Until(accent, Black, Readable, light)}}; --accent-soft: {{accent.Mixed(DarkSurface, 0.75)}};
              }
            }

            """;
    }

    /// <summary>As much of the other colour as it takes to be read on this ground.</summary>
    private static BrandColor Until(BrandColor color, BrandColor towards, double contrast, BrandColor ground)
    {
        const double step = 0.05;
        for (var share = 0.0; share < 1; share += step)
            if (color.Mixed(towards, share) is var mixed && mixed.ContrastWith(ground) >= contrast)
                return mixed;
        return towards;
    }
}
