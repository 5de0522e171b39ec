using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.SignIn;

/// <summary>How somebody signed in, in the words of RFC 8176 §2, and how strong that is.</summary>
internal static class Amr
{
    public const string Password = "pwd";
    public const string OneTimeCode = "otp";
    public const string MultiFactor = "mfa";

    /// <summary>The methods of a finished sign-in: each once, in order, and <c>mfa</c> where there are two kinds.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> methods)
    {
        var distinct = methods.Where(method => method != MultiFactor).Distinct(StringComparer.Ordinal).ToList();
        if (distinct.Count > 1)
            distinct.Add(MultiFactor);
        return distinct;
    }

    public static string LevelOf(IReadOnlyList<string> amr) =>
        amr.Contains(MultiFactor, StringComparer.Ordinal) ? AuthenticationLevels.MultiFactor : AuthenticationLevels.Password;
}
