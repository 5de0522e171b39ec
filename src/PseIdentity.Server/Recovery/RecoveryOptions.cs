namespace PseIdentity.Server.Recovery;

/// <summary>How people get back in (section <c>Recovery</c>).</summary>
internal sealed class RecoveryOptions
{
    /// <summary>How long the link and the code of a mail work. Mail is slow at times; longer gives whoever reads somebody's mail more time.</summary>
    public TimeSpan LinkLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a person waits before the mail is sent once more.</summary>
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Mails an hour of one kind to one person that are asked for from one address, or on one browser on which the person is known. More fill somebody's mailbox.</summary>
    public int RequestsPerName { get; set; } = 5;

    /// <summary>
    /// Mails an hour to one person that strangers ask for, wherever they are. More fill the mailbox; fewer let strangers keep somebody from recovering
    /// who comes from a browser that is not known.
    /// </summary>
    public int RequestsPerAccount { get; set; } = 20;

    /// <summary>Requests an hour from one address, for whatever names. An office behind one address shares it.</summary>
    public int RequestsPerAddress { get; set; } = 60;

    /// <summary>
    /// How long somebody waits who has lost every second factor and proves the password and the mailbox alone. Everything that is known of the owner
    /// is told meanwhile, and a word from there stops it. Shorter is kinder to people without a telephone, and to thieves.
    /// </summary>
    public TimeSpan FactorWait { get; set; } = TimeSpan.FromHours(72);

    /// <summary>How long the lost factors can be given up after the wait; later the wait begins anew.</summary>
    public TimeSpan FactorWindow { get; set; } = TimeSpan.FromDays(7);
}
