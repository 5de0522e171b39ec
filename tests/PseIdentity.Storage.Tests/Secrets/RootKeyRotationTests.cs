using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Outbox;
using PseIdentity.Storage.Secrets;
using PseIdentity.Storage.Settings;
using PseIdentity.Storage.Tests.Backends;
using PseIdentity.Storage.Users;

namespace PseIdentity.Storage.Tests.Secrets;

[TestFixture(typeof(Sqlite)), TestFixture(typeof(Postgres))]
internal sealed class RootKeyRotationTests<T> : DatabaseTests<T> where T : IBackend
{
    [Test]
    public async Task After_a_rotation_the_former_root_key_is_needed_no_more()
    {
        var before = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var after = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Guid id;
        byte[] salt;
        await using (var node = WithKey(before))
        {
            var account = new NewAccount { Claims = JsonElement.Parse("{}"), PasswordHash = "hash", TotpSecret = [1] };
            id = (await node.Get<UserRegistry>().CreateAsync(account, CancellationToken.None)).Id!.Value;
            salt = await node.Get<SettingStore>().PairwiseSaltAsync(CancellationToken.None);
            await node.AddClientAsync("hmac", new ClientMetadata { TokenEndpointAuthMethod = "client_secret_jwt" }, "a secret that comes back");
            await node.Outbox.EnqueueAsync(new OutboxMessage("mail", "body"), CancellationToken.None);
        }

        await using (var node = WithKey(after, before))
        {
            Assert.That(await node.Get<RootKeyRotation>().SealAgainAsync(CancellationToken.None), Is.EqualTo(5));
            Assert.That(await node.Get<RootKeyRotation>().SealAgainAsync(CancellationToken.None), Is.Zero);
        }

        await using var rotated = WithKey(after);
        Assert.That((await rotated.Get<UserStore>().FindAsync(id, CancellationToken.None))?.Password?.SecretText(), Is.EqualTo("hash"));
        Assert.That(await rotated.Get<SettingStore>().PairwiseSaltAsync(CancellationToken.None), Is.EqualTo(salt));
        Assert.That((await rotated.Clients.FindAsync("hmac", CancellationToken.None))?.Secrets.Single().Value, Is.EqualTo("a secret that comes back"));
        var claimed = await rotated.Outbox.ClaimAsync(1, 1, TimeSpan.FromMinutes(1), rotated.Clock.GetUtcNow(), CancellationToken.None);
        Assert.That(claimed.Single().Body, Is.EqualTo("body"));
    }

    [Test]
    public async Task Every_encrypted_column_is_sealed_again()
    {
        // The columns of bytes that hold no secret, or only its hash; whoever adds a column decides here which kind it is.
        string[] notSealed =
        [
            "approvals.code_hash", "approvals.user_code_hash", "attempts.browser_hash", "client_secrets.sha256", "clients.registration_token", "codes.key", "codes.secret_hash",
            "credentials.external_id", "devices.former_hash", "devices.token_hash", "federation_keys.certificate", "guesses.account", "initial_access_tokens.hash", "organizations.logo", "provisioning_marks.mac", "pushed_requests.hash", "replays.key", "sessions.cookie_hash", "setup_tokens.hash",
        ];
        // Sealed, and gone before anybody could take the former key out of the settings.
        string[] shortLived = ["codes.data", "stored_handles.content"];
        string[] sealedAgain =
        [
            "approvals.content", "client_secrets.secret", "credentials.secret", "data_protection_keys.content", "federation_keys.private_key", "identity_providers.secret", "outbox.body", "password_history.secret", "settings.value", "signing_keys.private_key", "upstream_sessions.hint",
        ];

        var columns = (await Column.AllAsync(Backend)).Where(column => column.Type == typeof(byte[])).Select(column => column.ToString())
            .Where(column => !column.StartsWith("proof", StringComparison.Ordinal)); // the memory of proofs, on PostgreSQL alone: made anew after every crash

        Assert.That(columns, Is.EquivalentTo(notSealed.Concat(sealedAgain).Concat(shortLived)));
    }

    private SqlBackend WithKey(string key, params string[] former) => Backend.AnotherNode(options =>
    {
        options.RootKey = key;
        options.FormerRootKeys = former;
    });
}
