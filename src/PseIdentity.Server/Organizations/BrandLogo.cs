namespace PseIdentity.Server.Organizations;

/// <summary>Pictures that an organisation may show: by what they begin with, whatever they are called.</summary>
internal static class BrandLogo
{
    public const int Largest = 100 * 1024;

    /// <summary>The media type; null for what is no picture of a kind that every browser shows. SVG is none: it can hold programs.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, .. "PNG\r\n"u8, 0x1a, 0x0a]) ? "image/png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : content.Length > 12 && content.StartsWith("RIFF"u8) && content[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : null;
}
