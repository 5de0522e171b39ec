namespace PseIdentity.Server.SignIn.Passwords;

internal enum PasswordFaultKind
{
    TooShort,
    TooLong,

    /// <summary>Control characters, or halves of characters.</summary>
    NotText,

    /// <summary>Among those that many people choose, or nearly.</summary>
    Common,

    /// <summary>Made of repetitions and sequences.</summary>
    Patterned,

    /// <summary>Holds a word that others know about the person or the site.</summary>
    Personal,

    SameAsBefore,

    /// <summary>Used before by the same person.</summary>
    Former,

    /// <summary>In a collection of stolen passwords.</summary>
    Breached,
}

/// <summary>Why a password may not be chosen.</summary>
/// <param name="Of">What the sentence about it names: a number of characters, or a word.</param>
internal sealed record PasswordFault(PasswordFaultKind Kind, object? Of = null)
{
    /// <summary>The name of its sentence.</summary>
    public string TextName => "Password." + Kind;
}
