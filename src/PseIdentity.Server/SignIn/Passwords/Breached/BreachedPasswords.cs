using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using PseIdentity.Protocol.Outbound;

namespace PseIdentity.Server.SignIn.Passwords.Breached;

/// <summary>Whether a password is in a collection of stolen ones.</summary>
internal enum BreachOutcome
{
    NotFound,
    Found,

    /// <summary>The source could not be asked: the password is accepted, because a service of others must not keep people from changing theirs.</summary>
    Unknown,
}

/// <summary>Asks the source that is set, if any (NIST SP 800-63B §3.1.1.2: "Passwords obtained from previous breach corpuses").</summary>
internal sealed class BreachedPasswords(IOptions<BreachedPasswordOptions> options, IOptions<OutboundOptions> outbound, TimeProvider clock, ILoggerFactory logs) : IDisposable
{
    private readonly BreachedFile? file = options.Value.File is { } path ? new BreachedFile(path, logs.CreateLogger<BreachedFile>()) : null;
    private readonly BreachedRange? range = options.Value.Url is { } url ? new BreachedRange(url, options.Value.Timeout, outbound.Value, clock, logs) : null;

    public async Task<BreachOutcome> LookUpAsync(string password, CancellationToken ct)
    {
        if (file is null && range is null)
            return BreachOutcome.NotFound;
#pragma warning disable CA5350 // SHA-1 is what such collections are sorted by; it protects nothing here.
        var hash = Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(PasswordText.Prepare(password))));
#pragma warning restore CA5350
        return file?.LookUp(hash) ?? (range is not null ? await range.LookUpAsync(hash, ct) : BreachOutcome.NotFound);
    }

    public void Dispose() => range?.Dispose();
}
