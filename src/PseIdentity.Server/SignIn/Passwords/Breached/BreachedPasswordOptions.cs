namespace PseIdentity.Server.SignIn.Passwords.Breached;

/// <summary>Where to look up whether a new password is in a collection of stolen ones (section <c>Passwords:Breached</c>). One of both, or none.</summary>
internal sealed class BreachedPasswordOptions
{
    /// <summary>
    /// A file that is searched in place: a line per password, its SHA-1 in hexadecimal or the first 16 digits or more of it, sorted, a colon and a count after it if need be,
    /// as the downloader of Have I Been Pwned writes it. Nothing leaves the machine.
    /// </summary>
    public string? File { get; set; }

    /// <summary>
    /// The address of a range service such as <c>https://api.pwnedpasswords.com/range/</c>, to which the first five digits of the SHA-1 are appended.
    /// It learns those five digits, and that somebody here chooses a password now. Where it does not answer, the password is accepted and the log says so.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>How long the service has to answer before the password is accepted without it.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);
}
