using PseIdentity.Protocol.Consent;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Consents;

/// <summary>Consents; a withdrawal revokes the grants in the same transaction and stays marked.</summary>
internal sealed class ConsentStore(IDatabase database) : IConsentStore
{
    private static readonly Statement Find = new("SELECT scopes, granted_at FROM consents WHERE user_id = $1 AND client_id = $2 AND scopes IS NOT NULL");

    private static readonly Statement Insert = new("""
        INSERT INTO consents (user_id, client_id, scopes, granted_at) VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, client_id) DO NOTHING
        """);

    private static readonly Statement Scopes = new(
        "SELECT scopes FROM consents WHERE user_id = $1 AND client_id = $2", "SELECT scopes FROM consents WHERE user_id = $1 AND client_id = $2 FOR UPDATE");

    private static readonly Statement Update = new("UPDATE consents SET scopes = $3, granted_at = $4 WHERE user_id = $1 AND client_id = $2");

    // Redemptions hold the user's row: after this lock none is half way.
    private static readonly Statement LockUser = new(null, "SELECT 1 FROM users WHERE id = $1 FOR UPDATE");

    private static readonly Statement Withdraw = new("""
        UPDATE consents SET scopes = NULL, withdrawn_at = $3 WHERE user_id = $1 AND client_id = $2 AND scopes IS NOT NULL
        """);

    private static readonly Statement RevokeGrants = new("""
        UPDATE grants SET revoked_at = $3, revoke_reason = 'consent-withdrawn' WHERE user_id = $1 AND client_id = $2 AND revoked_at IS NULL
        """);

    public ValueTask<ConsentRecord?> FindAsync(Guid userId, string clientId, CancellationToken ct) =>
        database.FirstAsync(Find.With(userId, clientId), row => new ConsentRecord(userId, clientId, Words.Split(row.Text(0)), row.Time(1)), ct);

    public async ValueTask AllowAsync(ConsentRecord consent, CancellationToken ct) =>
        await database.TransactionAsync(async transaction =>
        {
            if (await transaction.ExecuteAsync(Insert.With(consent.UserId, consent.ClientId, Words.Join(consent.Scopes), consent.GrantedAt)) == 1)
                return true;
            var before = await transaction.FirstAsync(Scopes.With(consent.UserId, consent.ClientId), row => row.TextOrNull(0));
            var all = Words.Split(before ?? "").Union(consent.Scopes, StringComparer.Ordinal).ToList();
            await transaction.ExecuteAsync(Update.With(consent.UserId, consent.ClientId, Words.Join(all), consent.GrantedAt));
            return true;
        }, ct);

    public async ValueTask<bool> WithdrawAsync(Guid userId, string clientId, DateTimeOffset now, CancellationToken ct)
    {
        var rows = await database.ExecuteAllAsync(
            [LockUser.With(userId), Withdraw.With(userId, clientId, now), RevokeGrants.With(userId, clientId, now)], ct);
        return rows[1] == 1;
    }
}
