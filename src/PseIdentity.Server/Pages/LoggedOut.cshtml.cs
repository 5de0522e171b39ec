using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Clients;

namespace PseIdentity.Server.Pages;

/// <summary>Says what a sign-out has ended. The application is known by its id alone, so a link goes nowhere but where it registered.</summary>
internal sealed class LoggedOutModel(IClientStore clients) : PageModel
{
    [BindProperty(Name = "client_id", SupportsGet = true)]
    public string? ClientId { get; set; }

    public ClientCard? Client { get; private set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Client = ClientId is null ? null : ClientCard.Of(await clients.FindAsync(ClientId, ct));
}
