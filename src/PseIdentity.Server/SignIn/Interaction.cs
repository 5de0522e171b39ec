using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Sessions;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.Maintenance;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn;

/// <summary>The protocol's way into the pages.</summary>
internal sealed class Interaction(UserStore accounts, ProvenElsewhere elsewhere, MaintenanceStore maintenance, TimeProvider clock) : IInteraction
{
    public IReadOnlyList<string> Languages => Localization.Languages.All;

    public ValueTask<string> NextStepAsync(InteractionReason reason, PendingAuthorization request, string handle, CancellationToken ct) =>
        new(StepPaths.WithPending(reason switch
        {
            InteractionReason.Consent => StepPaths.Consent,
            InteractionReason.SelectAccount => StepPaths.SelectAccount,
            _ => StepPaths.Login,
        }, handle));

    public async ValueTask<PageAnswer?> FindClosedAsync(CancellationToken ct) =>
        await maintenance.FindAsync(ct) is { } window && window.IsOn(clock.GetUtcNow()) ? new MaintenancePage(window.Until) : null;

    public async ValueTask<bool> CanReachAsync(Guid userId, IReadOnlyList<string> levels, DateTimeOffset? enrolledBefore, CancellationToken ct)
    {
        if (await accounts.FindAsync(userId, ct) is not { Active: true } person)
            return false;
        var best = SignInPolicies.ReachableBy(enrolledBefore is { } time ? person.Without(credential => credential.CreatedAt >= time) : person);
        if (levels.Any(level => AuthenticationLevels.Satisfies(best, level)))
            return true;

        // Somebody's own provider has just been asked then, and has said what it says.
        return enrolledBefore is null && await elsewhere.MayVouchAsync(userId, ct);
    }
}
