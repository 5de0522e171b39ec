namespace PseIdentity.Server.SignIn.Passwords.Formats;

/// <summary>One way in which password hashes are written.</summary>
internal interface IPasswordFormat
{
    /// <summary>Null when the text is in another format.</summary>
    HashReading? Read(string text);
}

/// <summary>What a format makes of a hash.</summary>
internal abstract record HashReading
{
    private HashReading() { }

    /// <param name="Text">As it is stored.</param>
    /// <param name="Matches">Compares a password; costs a large part of a second of a core.</param>
    public sealed record Usable(string Text, Func<string, bool> Matches) : HashReading;

    /// <param name="Why">The end of a sentence that begins with the hash.</param>
    public sealed record Unusable(string Why) : HashReading;
}
