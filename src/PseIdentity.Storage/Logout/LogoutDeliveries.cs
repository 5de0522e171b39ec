using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Logout;

/// <summary>What became of one notice to one relying party.</summary>
/// <param name="Reason">Why the session ended, such as <c>signed-out</c>.</param>
/// <param name="LastStatus">What became of the last attempt; null before the first.</param>
/// <param name="FailedAt">When nobody tried any more.</param>
public sealed record LogoutDelivery(string ClientId, string Sid, string Reason, DateTimeOffset EnqueuedAt, int Attempts, string? LastStatus,
    DateTimeOffset? DeliveredAt, DateTimeOffset? FailedAt);

/// <summary>The delivery records of back-channel logout, for operators.</summary>
public sealed class LogoutDeliveries
{
    private readonly IDatabase database;

    internal LogoutDeliveries(IDatabase database) => this.database = database;

    /// <summary>A client's latest notices, newest first.</summary>
    public Task<IReadOnlyList<LogoutDelivery>> OfClientAsync(string clientId, int most, CancellationToken ct) => database.ReadModelAsync<IReadOnlyList<LogoutDelivery>>(
        async model => await model.LogoutDeliveries.AsNoTracking().Where(row => row.ClientId == clientId).OrderByDescending(row => row.Id).Take(most)
            .Select(row => new LogoutDelivery(row.ClientId, row.Sid, row.Reason, row.EnqueuedAt, row.Attempts, row.LastStatus, row.DeliveredAt, row.FailedAt))
            .ToListAsync(ct), ct);
}
