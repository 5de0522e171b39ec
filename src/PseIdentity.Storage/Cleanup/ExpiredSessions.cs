using PseIdentity.Storage.Sessions;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Cleanup;

/// <summary>
/// Ends sessions that have run out while nobody was looking, so that their relying parties hear of it (Back-Channel Logout §2.7: the provider
/// may log out "because the session has timed out"). Each ends once, whichever node comes first.
/// </summary>
internal sealed class ExpiredSessions(IDatabase database, SessionEnds ends)
{
    private const int Batch = 200;
    private const int MostPerVisit = 5_000;

    // Times of use are in no index, so that using a session costs one row; the open sessions are read through instead.
    private static readonly Statement RunOut = new("""
        SELECT id FROM sessions WHERE id > $1 AND ended_at IS NULL AND live_until <= $2 ORDER BY id LIMIT $3
        """);

    /// <summary>Answers how many ended.</summary>
    public async Task<int> EndAsync(DateTimeOffset now, CancellationToken ct)
    {
        var ended = 0;
        Guid after = default;
        for (var seen = 0; seen < MostPerVisit;)
        {
            var ids = await database.ListAsync(RunOut.With(after, now, Batch), row => row.Id(0), ct);
            foreach (var id in ids)
                if (await database.EditAsync(Cached.Nothing, model => ends.ExpireAsync(model, id, now, ct), ct) is not null)
                    ended++;
            if (ids.Count < Batch)
                break;
            after = ids[^1];
            seen += ids.Count;
        }
        return ended;
    }
}
