using PseIdentity.Server.Setup;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Organizations;

/// <summary>Who may look after an organisation: administrators of the installation, and those whom the organisation was given to.</summary>
internal sealed class OrganizationRights(OrganizationStore organizations)
{
    public async ValueTask<bool> MayAdministerAsync(Account person, string organization, CancellationToken ct) =>
        AdministersAll(person) || (person.Active && await organizations.IsAdministratorAsync(organization, person.Id, ct));

    /// <summary>Whether the person looks after the whole installation.</summary>
    public static bool AdministersAll(Account person) => person.Active && person.HasRole(FirstAdministrator.Role);
}
