namespace PseIdentity.Server.Pages;

/// <summary>What the browser says about a new password while it is typed; the server judges it again, and knows more.</summary>
/// <param name="Words">Words that it may not hold. They stand in the page, so they are only such as the page shows anyway.</param>
internal sealed record PasswordMeter(int Shortest, int Longest, IReadOnlyList<string> Words);
