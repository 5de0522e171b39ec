namespace PseIdentity.Server.Recovery;

/// <summary>Whom people can turn to (section <c>Help</c>); shown on the help page, and wherever nothing else is left.</summary>
internal sealed class HelpOptions
{
    /// <summary>The help desk's telephone number, as people dial it. The one way to reach somebody for those who can prove nothing here any more.</summary>
    public string? Telephone { get; set; }

    /// <summary>The help desk's mail address.</summary>
    public string? Email { get; set; }

    /// <summary>When somebody answers, in words.</summary>
    public string? Hours { get; set; }

    /// <summary>A page of the help desk's own, https.</summary>
    public string? Url { get; set; }

    /// <summary>Whether anything is known.</summary>
    public bool Any => (Telephone ?? Email ?? Url) is not null;
}
