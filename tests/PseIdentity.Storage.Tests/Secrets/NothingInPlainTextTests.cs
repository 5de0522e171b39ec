using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Keys;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.DataProtection;
using PseIdentity.Storage.IdentityProviders;
using PseIdentity.Storage.Provisioning;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Setup;
using PseIdentity.Storage.Sql;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Secrets;

/// <summary>A stolen database shows no secret: each is stored here by its own way, and then looked for in everything that was stored.</summary>
[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class NothingInPlainTextTests<T> : DatabaseTests<T> where T : IBackend
{
    [Test]
    public async Task No_secret_is_found_in_the_database()
    {
        var secrets = new Dictionary<string, byte[]>();
        byte[] Secret(string what) => secrets[what] = Encoding.ASCII.GetBytes($"secret-{what}-{Guid.NewGuid():N}");
        string Text(string what) => Encoding.ASCII.GetString(Secret(what));

        await Backend.AddClientAsync("plain", new ClientMetadata(), Text("client"));
        await Backend.AddClientAsync("hmac", new ClientMetadata { TokenEndpointAuthMethod = "client_secret_jwt" }, Text("client-mac"));
        await Backend.Get<UserRegistry>().CreateAsync(
            new NewAccount { Claims = JsonElement.Parse("{}"), PasswordHash = Text("password-hash"), TotpSecret = Secret("totp") }, CancellationToken.None);
        await Backend.Outbox.EnqueueAsync(new OutboxMessage("mail", Text("outbox")), CancellationToken.None);
        await Backend.SigningKeys.TryAddAsync(new StoredSigningKey
        {
            Id = "kid",
            Algorithm = "ES256",
            Generation = 1,
            CreatedAt = default,
            ActivatesAt = default,
            RetiresAt = default,
            PublicKey = "{}",
            PrivateKey = Secret("signing-key"),
        }, CancellationToken.None);
        var acme = new IdentityProvider { Name = "acme", DisplayName = "Acme", Protocol = "oidc", Authority = "https://acme.example", ClientId = "us" };
        await Backend.Get<IdentityProviderStore>().SaveAsync(acme, CancellationToken.None);
        await Backend.Get<IdentityProviderStore>().SetSecretAsync("acme", Text("upstream"), CancellationToken.None);
        var provisioned = Text("provisioned");
        await Backend.Get<ProvisioningTransaction>().RunAsync(async edit =>
        {
            await edit.MarkAsync("users/alice/password", provisioned, CancellationToken.None);
            return true;
        }, commit: true, CancellationToken.None);
        secrets["setup-token"] = Encoding.ASCII.GetBytes(await Backend.Get<SetupTokenStore>().CreateAsync(TimeSpan.FromHours(1), CancellationToken.None));
        secrets["salt"] = await Backend.Get<SettingStore>().PairwiseSaltAsync(CancellationToken.None);
        await Backend.Get<FirstDataProtectionKey>().EnsureAsync(CancellationToken.None);
        Backend.Get<IDataProtectionProvider>().CreateProtector("test").Protect("x");
        secrets["data-protection"] = "<masterKey"u8.ToArray();

        var stored = await EverythingAsync();

        Assert.That(Contains(stored, "https://acme.example"u8), Is.True, "what is no secret is found, so the search works");
        foreach (var (what, secret) in secrets)
            Assert.That(Contains(stored, secret), Is.False, what);
    }

    private async Task<List<byte[]>> EverythingAsync()
    {
        var cells = new List<byte[]>();
        foreach (var column in await Column.AllAsync(Backend))
        {
            var read = new Statement($"SELECT {column.Name} FROM {column.Table} WHERE {column.Name} IS NOT NULL").With();
            if (column.Type == typeof(string))
                cells.AddRange(await Backend.Get<IDatabase>().ListAsync(read, row => Encoding.UTF8.GetBytes(row.Text(0)), CancellationToken.None));
            else if (column.Type == typeof(byte[]))
                cells.AddRange(await Backend.Get<IDatabase>().ListAsync(read, row => row.Bytes(0), CancellationToken.None));
        }
        return cells;
    }

    private static bool Contains(List<byte[]> cells, ReadOnlySpan<byte> secret)
    {
        foreach (var cell in cells)
            if (cell.AsSpan().IndexOf(secret) >= 0)
                return true;
        return false;
    }
}
