using System.Diagnostics;
using Microsoft.Extensions.Options;
using PseIdentity.Server.SignIn.Passwords.Formats;

namespace PseIdentity.Server.SignIn.Passwords;

internal enum PasswordMatch
{
    Wrong,
    Right,

    /// <summary>Right, but the hash is another one than new ones are.</summary>
    RightButWeak,
}

/// <summary>Makes and compares password hashes; every comparison takes the time that one of a new hash takes, or longer.</summary>
/// <remarks>Costs a large part of a second of a core on purpose: only <see cref="PasswordHashing"/> calls it.</remarks>
internal sealed partial class PasswordHash(IOptions<SignInOptions> signIn, IOptions<PasswordOptions> options, ILogger<PasswordHash> log)
{
    private const int LongestPassword = 1024;

    private readonly IHashRecipe recipe = options.Value.Hasher == PasswordHasherKind.Argon2id ? new Argon2idRecipe() : new Pbkdf2Recipe(signIn.Value.PasswordIterations);
    private readonly UsualCost usual = new();
    private long computed;

    /// <summary>How many hashes were computed so far, so that "costs the same" can be shown.</summary>
    public long Computed => Interlocked.Read(ref computed);

    public string Make(string password)
    {
        Interlocked.Increment(ref computed);
        return recipe.Make(PasswordText.Prepare(password));
    }

    /// <summary>Compares; without a hash the same work is done and the answer is no, so that nobody learns from the time which accounts exist.</summary>
    public PasswordMatch Verify(string? stored, string password)
    {
        var hash = stored is null || password.Length > LongestPassword ? null : Usable(stored);
        IReadOnlyList<string> forms = password.Length > LongestPassword ? [""] : PasswordText.Forms(password);
        var isOrdinary = hash is null || recipe.IsMetBy(hash.Text);
        if (!isOrdinary && !usual.IsKnown)
            Compare(null, "", isOrdinary: true);
        for (var form = 0; form < forms.Count; form++)
            if (Compare(hash, forms[form], isOrdinary))
                return form == 0 && isOrdinary ? PasswordMatch.Right : PasswordMatch.RightButWeak;
        return PasswordMatch.Wrong;
    }

    /// <summary>The same about somebody whose password is known to exist: in no particular time.</summary>
    public bool Matches(string stored, string password) => Usable(stored) is { } hash && PasswordText.Forms(password).Any(hash.Matches);

    private bool Compare(HashReading.Usable? hash, string password, bool isOrdinary)
    {
        Interlocked.Increment(ref computed);
        var started = Stopwatch.GetTimestamp();
        var matches = (hash ?? Usable(recipe.OfNobody))?.Matches(password) == true && hash is not null;
        if (isOrdinary)
            usual.Observe(Stopwatch.GetElapsedTime(started));
        else
            usual.FillUp(started);
        return matches;
    }

    private HashReading.Usable? Usable(string stored)
    {
        var reading = PasswordFormats.Read(stored);
        if (reading is HashReading.Unusable unusable)
            CannotCompare(log, unusable.Why);
        return reading as HashReading.Usable;
    }

    [LoggerMessage(3103, LogLevel.Error, "A stored password cannot be compared, so its owner cannot sign in with it; the hash {Why}")]
    private static partial void CannotCompare(ILogger log, string why);
}
