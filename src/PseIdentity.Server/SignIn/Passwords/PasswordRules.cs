using Microsoft.Extensions.Options;

namespace PseIdentity.Server.SignIn.Passwords;

internal enum PasswordFault
{
    TooShort,
    TooLong,
    SameAsBefore,
    HoldsUserName,
}

/// <summary>Which passwords people may choose (NIST SP 800-63B §3.1.1.2): long ones, of any characters.</summary>
internal sealed class PasswordRules(IOptions<SignInOptions> options)
{
    private const int Longest = 256;

    public int Shortest => options.Value.ShortestPassword;

    /// <summary>What is wrong with a password, or null.</summary>
    public PasswordFault? FaultOf(string password, string userName, string? before = null)
    {
        if (password.Length < Shortest)
            return PasswordFault.TooShort;
        if (password.Length > Longest)
            return PasswordFault.TooLong;
        if (string.Equals(password, before, StringComparison.Ordinal))
            return PasswordFault.SameAsBefore;
        return userName.Length >= 3 && password.Contains(userName, StringComparison.OrdinalIgnoreCase) ? PasswordFault.HoldsUserName : null;
    }
}
