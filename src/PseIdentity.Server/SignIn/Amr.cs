using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.SignIn;

/// <summary>How somebody signed in, in the words of RFC 8176 §2, and how strong that is.</summary>
internal static class Amr
{
    private const string MultiFactor = "mfa";

    /// <summary>Whether two factors were proven, by the words of a session. A trusted browser is none.</summary>
    public static bool IsMultiple(IReadOnlyList<string> amr) => amr.Contains(MultiFactor, StringComparer.Ordinal);

    /// <summary>What each factor is called: its words are of RFC 8176 §2 where it has one.</summary>
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        [Factors.Password] = ["pwd"],
        [Factors.Totp] = ["otp"],
        [Factors.RecoveryCode] = ["otp"],
        [Factors.OneTimePass] = ["otp"],
        [Factors.Email] = ["otp"],
        [Factors.Sms] = ["sms"],

        // A key that can be copied to other devices is a software key to whoever relies on it.
        [Factors.Passkey] = ["hwk"],
        [Factors.SyncedPasskey] = ["swk"],

        // RFC 8176 has no word for somebody else's word. What the provider says of its own sign-in comes with the factor, where it counts.
        [Factors.Federated] = [],
    };

    /// <summary>The methods of a finished sign-in: each once, in order, <c>user</c> where the authenticator asked who holds it, and <c>mfa</c> where there are two kinds.</summary>
    /// <param name="before">The methods of the session that these factors were added to.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<ProvenFactor> factors, IReadOnlyList<string>? before = null)
    {
        var words = (before ?? []).Where(word => word != MultiFactor).ToList();
        foreach (var factor in factors)
        {
            words.AddRange(Words.GetValueOrDefault(factor.Method, []));
            words.AddRange((factor.Amr ?? []).Where(word => word != MultiFactor));
            if (factor.UserVerified)
                words.Add("user");
        }
        var distinct = words.Distinct(StringComparer.Ordinal).ToList();
        if ((before is not null && IsMultiple(before)) || (before is not null && factors.Count > 0) || Factors.AreMultiple(factors))
            distinct.Add(MultiFactor);
        return distinct;
    }

    /// <summary>
    /// The level that these factors reach. A code that was sent to a telephone number or a mailbox is a second factor, and none for payments:
    /// whoever takes over the number or the mailbox has it (NIST SP 800-63B §3.2.9, §3.1.3.1).
    /// </summary>
    public static string LevelOf(IReadOnlyList<ProvenFactor> factors, string? before = null)
    {
        var strong = factors.Where(factor => Factors.AreStrong(factor.Method)).ToList();
        var reached = strong switch
        {
            _ when strong.Any(factor => factor.IsPasskey) && (Factors.AreMultiple(strong) || before is not null) => AuthenticationLevels.PhishingResistant,
            _ when Factors.AreMultiple(strong) || (before is not null && strong.Count > 0) => AuthenticationLevels.MultiFactor,
            _ => AuthenticationLevels.Password,
        };
        return AuthenticationLevels.StrongestOf([reached, before ?? reached, .. factors.Select(factor => factor.Level).OfType<string>()]) ?? reached;
    }
}
