using PseIdentity.Server.Setup;
using PseIdentity.Storage.Organizations;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.Organizations;

/// <summary>Who may look after an organisation: administrators of the installation, and those whom the organisation was given to.</summary>
internal sealed class OrganizationRights(OrganizationStore organizations)
{
    public async ValueTask<bool> MayAdministerAsync(Account person, string organization, CancellationToken ct) =>
        person.Active && (person.HasRole(FirstAdministrator.Role) || await organizations.IsAdministratorAsync(organization, person.Id, ct));
}
