using Microsoft.EntityFrameworkCore;
using PseIdentity.Storage.Events;
using PseIdentity.Storage.Sql;

namespace PseIdentity.Storage.Users;

/// <summary>What happens to an account whose owner gets back in, or is helped to.</summary>
public sealed partial class UserRegistry
{
    /// <summary>
    /// The owner has proven themselves and chose a new password: sessions and grants end, and so does a lock of their own. Null when the account
    /// has changed since <paramref name="stamp"/>, or is disabled; otherwise the kinds of authenticators that went with the old password.
    /// </summary>
    /// <param name="unbackedAfter">Those that stand on the old password alone since then fall with it: whoever stole it may have set them up (<see cref="Credential.UnbackedSince"/>).</param>
    /// <param name="record">What is recorded and told with it, about the kinds that fell.</param>
    public Task<IReadOnlyList<string>?> RecoverPasswordAsync(Guid id, int stamp, string hash, DateTimeOffset unbackedAfter, Func<IReadOnlyList<string>, IEnumerable<ChangeRecord>> record, CancellationToken ct) => database.EditAsync<IReadOnlyList<string>?>(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user || user.Stamp != stamp || user.State == UserRow.Disabled)
            return null;
        var fallen = await model.Credentials.Where(row => row.UserId == id && row.UnbackedSince > unbackedAfter).ToListAsync(ct);
        model.Credentials.RemoveRange(fallen);
        user.State = UserRow.Active;
        IReadOnlyList<string> kinds = [.. fallen.Select(row => row.Kind).Distinct()];
        foreach (var each in record(kinds))
            records.Add(model, each, clock.GetUtcNow());
        await WritePasswordAsync(model, id, hash, mustChange: false, null, ct);
        await ends.EndAllOfAsync(model, id, user.Subject, "password-recovered", clock.GetUtcNow(), ct);
        return kinds;
    }, ct);

    /// <summary>
    /// Authenticators are given up because they are lost: whoever is signed in with them is signed out, and grants end. The kinds that were there
    /// come back; none when the person is gone, or the account has changed since <paramref name="stamp"/>.
    /// </summary>
    /// <param name="stamp">As it must be; null for whatever it is.</param>
    /// <param name="preferences">What the account keeps for the pages from now on, JSON.</param>
    /// <param name="record">What is recorded and told about these kinds with it.</param>
    public Task<IReadOnlyList<string>> RemoveCredentialsAsync(Guid id, IReadOnlyList<string> kinds, int? stamp, string? preferences, Func<IReadOnlyList<string>, ChangeRecord> record, CancellationToken ct) =>
        database.EditAsync<IReadOnlyList<string>>(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user || (stamp is not null && user.Stamp != stamp))
            return [];
        var lost = await model.Credentials.Where(row => row.UserId == id && kinds.Contains(row.Kind)).ToListAsync(ct);
        if (lost.Count == 0)
            return [];
        model.Credentials.RemoveRange(lost);
        user.Preferences = preferences;
        user.Stamp++;
        user.UpdatedAt = clock.GetUtcNow();
        IReadOnlyList<string> removed = [.. lost.Select(row => row.Kind).Distinct()];
        records.Add(model, record(removed), clock.GetUtcNow());
        await DistrustDevicesAsync(model, id, ct);
        await model.SaveChangesAsync(ct);
        await ends.EndAllOfAsync(model, id, user.Subject, "factor-reset", clock.GetUtcNow(), ct);
        return removed;
    }, ct);

    /// <summary>Signs the person out everywhere: every session and every grant ends.</summary>
    public Task<bool> EndSessionsAsync(Guid id, CancellationToken ct, ChangeRecord? record = null) => database.EditAsync(Cached.Nothing, async model =>
    {
        if (await HeldAsync(model, id, ct) is not { } user)
            return false;
        await ends.EndAllOfAsync(model, id, user.Subject, "help-desk", clock.GetUtcNow(), ct);
        records.Add(model, record, clock.GetUtcNow());
        await model.SaveChangesAsync(ct);
        return true;
    }, ct);
}
