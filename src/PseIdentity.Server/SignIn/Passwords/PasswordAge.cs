using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passwords;

/// <summary>Whether a password is older than the organisation of its owner allows (<c>password_max_age_days</c>).</summary>
/// <remarks>Organisations are kept in memory: asking costs no statement.</remarks>
internal sealed class PasswordAge(OrganizationStore organizations, TimeProvider clock)
{
    public async ValueTask<bool> HasExpiredAsync(Account person, CancellationToken ct) =>
        person.Organization is { } name && await organizations.FindAsync(name, ct) is { } organization && HasExpired(person, organization.Policy);

    /// <param name="policy">Of the person's organisation.</param>
    public bool HasExpired(Account person, OrganizationPolicy policy) =>
        policy.PasswordMaxAgeDays is > 0 and var days && person is { Password: not null, PasswordChangedAt: { } since } && since.AddDays(days) <= clock.GetUtcNow();
}
