using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Http;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Pages;

/// <summary>
/// Says what a sign-out has ended; asked for by the end-session endpoint, it also holds the relying parties' frames and then leads on.
/// Opened by its own address the application is known by its id alone, so a link goes nowhere but where it registered.
/// </summary>
internal sealed class LoggedOutModel(IClientStore clients, IdentityProviderStore providers) : PageModel
{
    [BindProperty(Name = "client_id", SupportsGet = true)]
    public string? ClientId { get; set; }

    /// <summary>The provider that the sign-out went on to.</summary>
    [BindProperty(Name = "company", SupportsGet = true)]
    public string? CompanyName { get; set; }

    /// <summary>As people know it.</summary>
    public string? Company { get; private set; }

    public ClientCard? Client { get; private set; }

    /// <summary>Front-Channel Logout §2.</summary>
    public IReadOnlyList<string> Frames { get; private set; } = [];

    /// <summary>Where the browser goes when the frames have had their time.</summary>
    public string? LeadsTo { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (HttpContext.Features.Get<PageAnswer>() is SignedOutPage answer)
            (ClientId, Frames, LeadsTo) = (answer.ClientId, answer.Frames, answer.LeadsTo);
        Company = CompanyName is null ? null : (await providers.FindAsync(CompanyName, ct))?.DisplayName;
        Client = ClientId is null ? null : ClientCard.Of(await clients.FindAsync(ClientId, ct));
    }
}
