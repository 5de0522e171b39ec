using System.Text.Json;
using System.Text.Json.Nodes;
using PseIdentity.Protocol;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.SignIn.Passwords;
using PseIdentity.Storage.Setup;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Setup;

/// <summary>The first administrator comes in by a link that works once, never by a default password.</summary>
internal sealed class FirstAdministrator(SetupTokenStore tokens, UserRegistry users, PasswordHashing hashing, Issuer issuer) : IFirstAdministrator
{
    public const string Role = "administrator";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A new link.</summary>
    public async Task<string> InviteAsync(CancellationToken ct) => issuer.Url("/setup?token=" + await tokens.CreateAsync(Lifetime, ct));

    /// <summary>A link when nobody administers this installation yet, otherwise null.</summary>
    public async Task<string?> InviteIfNobodyAsync(CancellationToken ct) => await users.AnyHasRoleAsync(Role, ct) ? null : await InviteAsync(ct);

    public ValueTask<bool> IsOpenAsync(string token, CancellationToken ct) => tokens.IsLiveAsync(token, ct);

    public async ValueTask<FirstAdministratorResult> CreateAsync(string token, string userName, string password, CancellationToken ct)
    {
        // Hashing is work that a stranger could ask for: only behind a link that works.
        if (!await tokens.IsLiveAsync(token, ct))
            return FirstAdministratorResult.LinkClosed;
        if (Identifiers.Normalize(userName) is null)
            return FirstAdministratorResult.NameTaken;
        var account = new NewAccount
        {
            Claims = JsonElement.Parse(new JsonObject { ["preferred_username"] = userName, ["roles"] = new JsonArray(Role) }.ToJsonString()),
            PasswordHash = await hashing.HashAsync(password, ct),
            SetupToken = token,
        };
        return (await users.CreateAsync(account, ct)).Outcome switch
        {
            AccountOutcome.Saved => FirstAdministratorResult.Created,
            AccountOutcome.IdentifierTaken => FirstAdministratorResult.NameTaken,
            _ => FirstAdministratorResult.LinkClosed,
        };
    }
}
