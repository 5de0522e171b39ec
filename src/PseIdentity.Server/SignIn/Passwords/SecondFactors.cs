using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>Whether a password is not all that protects an account.</summary>
internal static class SecondFactors
{
    /// <summary>An authenticator beside the password is enrolled; codes for emergencies are none.</summary>
    public static bool Has(Account person) => person.Totp is not null;
}
