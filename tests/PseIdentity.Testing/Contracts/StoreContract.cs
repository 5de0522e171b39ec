using System.Security.Cryptography;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Grants;
using PseIdentity.Protocol.Handles;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Protocol.Users;

namespace PseIdentity.Testing.Contracts;

/// <summary>What every store contract needs: a backend of its own, and a valid beginning to break one thing of.</summary>
public abstract class StoreContract
{
    private IStores? stores;

    protected IStores Stores => stores ?? throw new InvalidOperationException("The backend is not open.");

    protected DateTimeOffset Now => Stores.Clock.GetUtcNow();

    protected abstract Task<IStores> OpenAsync();

    [OneTimeSetUp]
    public async Task Open() => stores = await OpenAsync();

    [OneTimeTearDown]
    public async Task Close()
    {
        if (stores is not null)
            await stores.DisposeAsync();
    }

    protected static byte[] RandomHash() => RandomNumberGenerator.GetBytes(32);

    protected async Task<string> ClientAsync()
    {
        var clientId = "client-" + RandomId.Of128Bits();
        await Stores.AddClientAsync(clientId, new ClientMetadata());
        return clientId;
    }

    protected BrowserSession NewSession(UserRecord user) => new()
    {
        Id = Guid.CreateVersion7(),
        Sid = RandomId.Of128Bits(),
        UserId = user.Id,
        Subject = user.Subject,
        UserStamp = user.Stamp,
        AuthTime = Now,
        Amr = ["pwd", "otp"],
        Acr = AuthenticationLevels.MultiFactor,
        Remembered = true,
        CreatedAt = Now,
        LastSeenAt = Now,
        LiveUntil = Now.AddHours(1),
        ExpiresAt = Now.AddHours(12),
        UserAgent = "Browser/1.0",
        Address = "192.0.2.1",
    };

    protected async Task<BrowserSession> SignedInAsync(UserRecord user, byte[]? cookieHash = null)
    {
        var session = NewSession(user);
        await Stores.Sessions.CreateAsync(session, cookieHash ?? RandomHash(), CancellationToken.None);
        return session;
    }

    protected Grant NewGrant(BrowserSession session, string clientId) => new()
    {
        Id = Guid.NewGuid(),
        ClientId = clientId,
        UserId = session.UserId,
        Subject = session.Subject,
        SessionId = session.Id,
        Sid = session.Sid,
        Offline = false,
        Scopes = ["openid", "payments"],
        Resources = ["https://api.payments.example"],
        AuthorizationDetails = """[{"type":"payment_initiation"}]""",
        Claims = """{"userinfo":{"email":null}}""",
        Jkt = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        AuthTime = session.AuthTime,
        Acr = session.Acr,
        Amr = session.Amr,
        CreatedAt = Now,
        UsedAt = Now,
        ExpiresAt = Now.AddDays(30),
        AbsoluteEnd = Now.AddDays(180),
    };

    protected RedemptionGate NewGate(BrowserSession session) => new(session.UserStamp, Now.AddSeconds(-10));
}
