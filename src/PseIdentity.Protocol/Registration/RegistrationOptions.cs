namespace PseIdentity.Protocol.Registration;

/// <summary>Who may register clients, and what they may have (section <c>Registration</c>).</summary>
public sealed class RegistrationOptions
{
    /// <summary>
    /// True lets anybody register a client without an initial access token (RFC 7591 §3). Such a client always asks people for consent and has the
    /// scopes below at most; still, strangers fill the database and put names before your people. Leave it off unless your clients need it.
    /// </summary>
    public bool Open { get; set; }

    /// <summary>How many clients one address may register in an hour without an initial access token, counted by each node; then 429 with Retry-After.</summary>
    public int OpenPerHour { get; set; } = 60;

    /// <summary>The scopes of clients that register themselves where no policy of an initial access token says otherwise, separated by spaces.</summary>
    public string Scope { get; set; } = "openid profile email address phone offline_access";
}
