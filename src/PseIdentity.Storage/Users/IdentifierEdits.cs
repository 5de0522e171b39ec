using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace PseIdentity.Storage.Users;

/// <summary>Keeps a person's identifiers as their claims say.</summary>
internal static class IdentifierEdits
{
    /// <summary>Null when done, otherwise the claim whose value somebody else has; nothing is saved yet.</summary>
    public static async Task<string?> ReplaceAsync(IdentityDb model, Guid userId, JsonElement claims, CancellationToken ct)
    {
        var wanted = Identifiers.Of(claims).ToList();
        // One at a time among all nodes: whether an e-mail equals another's user name is more than an index can say.
        await model.HoldAsync("identifiers", ct);
        foreach (var (value, kind, _) in wanted)
        {
            // Two people may share an e-mail (it then signs nobody in); nothing else is shared.
            var taken = await model.Identifiers.AnyAsync(
                row => row.Value == value && row.UserId != userId && (kind != Identifiers.Email || row.Kind != Identifiers.Email), ct);
            if (taken)
                return kind == Identifiers.Username ? "preferred_username" : kind;
        }

        var present = await model.Identifiers.Where(row => row.UserId == userId).ToListAsync(ct);
        model.Identifiers.RemoveRange(present.Where(row => !wanted.Exists(want => want.Value == row.Value && want.Kind == row.Kind)));
        foreach (var (value, kind, verified) in wanted)
        {
            if (present.Find(row => row.Value == value && row.Kind == kind) is { } row)
                row.Verified = verified;
            else
                model.Identifiers.Add(new IdentifierRow { Value = value, Kind = kind, UserId = userId, Verified = verified });
        }
        return null;
    }
}
