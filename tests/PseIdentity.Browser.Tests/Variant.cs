namespace PseIdentity.Browser.Tests;

/// <summary>The ways in which every journey has to work.</summary>
public sealed record Variant(int Width, bool JavaScript, bool Keyboard = false)
{
    public static readonly Variant Desktop = new(1280, JavaScript: true);

    public static readonly Variant[] All =
    [
        Desktop, new(1280, JavaScript: false), new(375, JavaScript: false),
        // Who has enlarged the page until it is as narrow as a telephone, and uses no mouse.
        new(375, JavaScript: true, Keyboard: true),
    ];

    /// <summary>Where a browser needs a script to do it: passkeys.</summary>
    public static readonly Variant[] WithScript = [.. All.Where(variant => variant.JavaScript)];

    public override string ToString() => $"{Width} pixels {(JavaScript ? "with" : "without")} JavaScript{(Keyboard ? ", keyboard alone" : "")}";
}
