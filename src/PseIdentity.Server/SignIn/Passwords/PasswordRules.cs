using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.Passwords.Common;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>
/// Which passwords people may choose (NIST SP 800-63B §3.1.1.2): long ones, of any characters, that are not among the first guesses.
/// No rules of composition: "Verifiers … SHALL NOT impose other composition rules".
/// </summary>
internal sealed class PasswordRules(IOptions<PasswordOptions> options)
{
    public int Longest => options.Value.Longest;

    public int Shortest(bool withSecondFactor) => withSecondFactor ? Math.Min(options.Value.ShortestWithSecondFactor, options.Value.Shortest) : options.Value.Shortest;

    /// <summary>Everything that is wrong with a password, as far as looking at it tells; the length first.</summary>
    /// <param name="words">What others know (<see cref="PersonalWords"/>).</param>
    public IReadOnlyList<PasswordFault> FaultsOf(string password, IEnumerable<string> words, bool withSecondFactor, string? before = null) =>
        [.. Faults(password, words, Shortest(withSecondFactor), before)];

    private IEnumerable<PasswordFault> Faults(string password, IEnumerable<string> words, int shortest, string? before)
    {
        // Nothing else is looked at in what is no text, or too long to look at.
        if (!PasswordText.IsText(password))
        {
            yield return new(PasswordFaultKind.NotText);
            yield break;
        }
        var length = PasswordText.Length(password);
        if (length > Longest)
        {
            yield return new(PasswordFaultKind.TooLong, Longest);
            yield break;
        }
        if (length < shortest)
            yield return new(PasswordFaultKind.TooShort, shortest);
        if (string.Equals(password, before, StringComparison.Ordinal))
            yield return new(PasswordFaultKind.SameAsBefore);
        if (CommonPasswords.Holds(password))
            yield return new(PasswordFaultKind.Common);
        else if (PasswordPatterns.IsPatterned(password))
            yield return new(PasswordFaultKind.Patterned);
        if (PersonalWords.FindIn(password, words) is { } word)
            yield return new(PasswordFaultKind.Personal, word);
    }
}
