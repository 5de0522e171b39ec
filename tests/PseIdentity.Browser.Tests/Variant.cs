namespace PseIdentity.Browser.Tests;

/// <summary>The four ways in which every journey has to work.</summary>
public sealed record Variant(int Width, bool JavaScript)
{
    public static readonly Variant Desktop = new(1280, JavaScript: true);

    public static readonly Variant[] All = [Desktop, new(1280, JavaScript: false), new(375, JavaScript: true), new(375, JavaScript: false)];

    public override string ToString() => $"{Width} pixels {(JavaScript ? "with" : "without")} JavaScript";
}
