using System.Diagnostics;
using System.Security.Cryptography;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>
/// How long a compare takes here and now. One that was quicker, because the hash came from elsewhere, is drawn out to that,
/// so that the time does not tell which accounts were imported, and so exist.
/// </summary>
internal sealed class UsualCost
{
    private const double Weight = 0.1;
    private readonly Lock gate = new();
    private double? seconds;

    public bool IsKnown
    {
        get
        {
            lock (gate)
                return seconds is not null;
        }
    }

    /// <summary>A compare of an ordinary hash took this long.</summary>
    public void Observe(TimeSpan took)
    {
        lock (gate)
            seconds = seconds is { } known ? (known * (1 - Weight)) + (took.TotalSeconds * Weight) : took.TotalSeconds;
    }

    /// <summary>Works, rather than waits, until as much time has passed since <paramref name="started"/> as a compare takes.</summary>
    public void FillUp(long started)
    {
        double usual;
        lock (gate)
            usual = seconds ?? 0;
        Span<byte> bytes = stackalloc byte[32];
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < usual)
            Rfc2898DeriveBytes.Pbkdf2(bytes, bytes, bytes, iterations: 500, HashAlgorithmName.SHA512);
    }
}
