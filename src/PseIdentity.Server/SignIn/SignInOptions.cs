namespace PseIdentity.Server.SignIn;

/// <summary>How people sign in (section <c>SignIn</c>).</summary>
internal sealed class SignInOptions
{
    /// <summary>A password that was typed for one request counts this long while the second factor is asked for. Longer is kinder to people who look for their phone.</summary>
    public TimeSpan ProofLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>PBKDF2-HMAC-SHA512 iterations of new password hashes; older ones are renewed at sign-in. OWASP asks for 210,000; one costs some 150 ms of a core.</summary>
    public int PasswordIterations { get; set; } = 210_000;

    /// <summary>How many passwords are hashed at once; 0: as many as there are cores. More does not sign in more people per second.</summary>
    public int HashingSlots { get; set; }

    /// <summary>How long a sign-in waits for its turn before it is answered with 503 and Retry-After.</summary>
    public TimeSpan HashingQueue { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The wrong guess at a password or a code that locks an account for a while; an organisation may ask for another number.</summary>
    public int LockoutFailures { get; set; } = 5;

    /// <summary>Wrong guesses from one address, at whatever accounts, after which nothing from there is heard for a while. Many people may share one.</summary>
    public int AddressFailures { get; set; } = 100;

    /// <summary>The same for a whole network (IPv4 /24, IPv6 /48).</summary>
    public int NetworkFailures { get; set; } = 1_000;

    /// <summary>How many minutes the first lock lasts; later ones last twice as long. Longer stops guessing better and helps those who lock others out on purpose.</summary>
    public int LockoutMinutes { get; set; } = 15;

    /// <summary>Wrong guesses that led to no lock are forgotten after this.</summary>
    public TimeSpan ForgetFailures { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Roles whose people need a second factor: without one they enrol it at their next sign-in. An organisation can ask the same of all its people.</summary>
    public string[] SecondFactorRoles { get; set; } = [];

    /// <summary>Whether people whose address is not verified show on the way in that it is theirs, by a code. Needs mail; without it nobody is asked.</summary>
    public bool VerifyEmail { get; set; }

    /// <summary>Whether a passkey is offered after a sign-in with a password, on browsers that can make one. "Not now" is respected for <see cref="OfferPasskeysEvery"/>.</summary>
    public bool OfferPasskeys { get; set; } = true;

    /// <summary>How long "not now" holds.</summary>
    public TimeSpan OfferPasskeysEvery { get; set; } = TimeSpan.FromDays(30);
}
