using PseIdentity.Testing.Http;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>Somebody who signs in.</summary>
internal sealed record Person(string UserName, string CustomerId, string Email, string Name, string Password, string? TotpSecret)
{
    /// <summary>What the authenticator app shows now.</summary>
    public string Code => Totp.Now(TotpSecret!);

    /// <summary>What it shows next: a code is accepted a little early, and each one only once.</summary>
    public string NextCode => Totp.At(TotpSecret!, DateTimeOffset.UtcNow.AddSeconds(30));
}
