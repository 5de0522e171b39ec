namespace PseIdentity.Server.Email;

/// <summary>
/// Which server takes the provider's mail (section <c>Email:Smtp</c>). Without it, messages become files in <c>mail</c> of the data directory in
/// Development; in Production there is no mail, and what needs it is not offered.
/// </summary>
internal sealed class SmtpOptions
{
    /// <summary>The server's name, as its certificate says it. None: no mail is sent.</summary>
    public string? Host { get; set; }

    /// <summary>Its port: 587 for <c>StartTls</c>, 465 for <c>Tls</c>.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. <c>None</c> is for a server on the same machine.</summary>
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>Who the provider is to the server. None: it does not say.</summary>
    public string? UserName { get; set; }

    /// <summary>Give it as a file (<c>Email__Smtp__Password_FILE</c>), not in the environment.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address, such as <c>no-reply@bank.example</c>. Its domain should publish SPF and DKIM, or the mail ends among spam.</summary>
    public string? From { get; set; }
}

/// <summary>RFC 8314: how mail is protected on its way to the server.</summary>
internal enum SmtpSecurity
{
    /// <summary>In the clear.</summary>
    None,

    /// <summary>RFC 3207; a server that does not offer it gets no mail.</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314 §3.3).</summary>
    Tls,
}
