namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>How new passwords are hashed.</summary>
internal enum PasswordHasherKind
{
    /// <summary>PBKDF2-HMAC-SHA512 in ASP.NET Core Identity's format.</summary>
    Pbkdf2,

    /// <summary>Argon2id through the system's libargon2.</summary>
    Argon2id,
}

/// <summary>Which passwords people may choose and how they are kept (section <c>Passwords</c>).</summary>
internal sealed class PasswordOptions
{
    /// <summary>The fewest characters of a new password where it is the only factor (NIST SP 800-63B §3.1.1.2).</summary>
    public int Shortest { get; set; } = 12;

    /// <summary>The same for somebody who has a second factor.</summary>
    public int ShortestWithSecondFactor { get; set; } = 8;

    /// <summary>The most characters of a new password; 64 at least, so that password managers can do their work.</summary>
    public int Longest { get; set; } = 128;

    /// <summary>How many former passwords may not be chosen again, up to 24; 0 keeps none. Each costs one comparison when a password changes.</summary>
    public int History { get; set; } = 5;

    /// <summary>
    /// How new passwords are hashed: <c>Pbkdf2</c> needs nothing; <c>Argon2id</c> (19 MiB, two passes) needs the system's libargon2.so.1 (Debian: libargon2-1),
    /// resists stolen databases better and takes a sixth of the time. Other hashes keep working and are renewed at the next sign-in.
    /// </summary>
    public PasswordHasherKind Hasher { get; set; } = PasswordHasherKind.Pbkdf2;
}
