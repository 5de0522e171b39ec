using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>The rule that the last way into an account stays.</summary>
internal static class WaysIn
{
    /// <summary>Whether a person may be left with these kinds of authenticators.</summary>
    /// <param name="left">The kinds that remain, such as <see cref="CredentialKinds.Password"/>.</param>
    /// <param name="policy">What the account asks for.</param>
    public static bool MayRemove(IReadOnlyList<string> left, SignInPolicy policy) =>
        left.Any(kind => kind is CredentialKinds.Password or CredentialKinds.Passkey or CredentialKinds.Federated)
        && (!policy.RequiresSecondFactor || left.Any(CredentialKinds.SecondFactors.Contains));
}
