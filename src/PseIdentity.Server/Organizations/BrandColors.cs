using System.Globalization;

namespace PseIdentity.Server.Organizations;

/// <summary>A colour in sRGB, as <c>#rrggbb</c>.</summary>
internal readonly record struct BrandColor(byte Red, byte Green, byte Blue)
{
    public static BrandColor White { get; } = new(255, 255, 255);

    public static BrandColor? Parse(string text) =>
        text is ['#', _, _, _, _, _, _] && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new BrandColor((byte)(value >> 16), (byte)(value >> 8), (byte)value)
            : null;

    /// <summary>How well one can be read on the other, from 1 to 21 (WCAG 2.2, contrast ratio).</summary>
    public double ContrastWith(BrandColor other)
    {
        var (one, two) = (Luminance, other.Luminance);
        return (Math.Max(one, two) + 0.05) / (Math.Min(one, two) + 0.05);
    }

    /// <param name="share">How much of the other: 0 none, 1 nothing else.</param>
    public BrandColor Mixed(BrandColor other, double share) => new(Mix(Red, other.Red, share), Mix(Green, other.Green, share), Mix(Blue, other.Blue, share));

    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    private static double Linear(byte value)
    {
        var share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
    }

    private static byte Mix(byte one, byte other, double share) => (byte)Math.Round(one + ((other - one) * share));
}
