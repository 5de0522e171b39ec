using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using PseIdentity.Protocol.Errors;
using PseIdentity.Server.Localization;
using PseIdentity.Server.SignIn;
using PseIdentity.Server.SignIn.WebAuthn;

namespace PseIdentity.Server.Pages;

/// <summary>What a client asks for, in words, and the person's answer.</summary>
internal sealed class ConsentModel(SignInFlow flow, ConsentChoice choice, PasskeyScope passkeys, IStringLocalizer<Text> text) : PageModel
{
    [BindProperty(Name = "pending", SupportsGet = true)]
    public string? Pending { get; set; }

    [BindProperty(Name = "consent-allow")]
    public string? Allow { get; set; }

    [BindProperty(Name = "consent-remember")]
    public bool Remember { get; set; }

    /// <summary>The session that the page named: another tab may have signed somebody else in since, whose answer this is not.</summary>
    [BindProperty(Name = "session")]
    public string? Asked { get; set; }

    /// <summary>What the page put to the person: if the client has changed what it asks for since, the question is put again.</summary>
    [BindProperty(Name = "shown")]
    public string? ShownRequest { get; set; }

    public string Sid { get; private set; } = "";

    public ClientCard Client { get; private set; } = new("", null, null, null);

    public PersonCard Person { get; private set; } = new("", null);

    public PasskeySignal? Signal { get; private set; }

    public IReadOnlyList<ScopeCard> Asks { get; private set; } = [];

    /// <summary>What the person approves once, such as a payment.</summary>
    public IReadOnlyList<DetailCard> Details { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();

        // Somebody else is on the way; the request itself would ask for consent again, and so for ever.
        if (turn is { Session: not null, HasProof: true })
            return this.SeeOther(turn.PathOf(turn.Next));

        // Nobody is signed in any more: the request itself knows what comes first.
        if (turn is not { Session: { } session, Person: { } person } || ClientCard.Of(turn.Client) is not { } client)
            return this.SeeOther(turn.Destination);
        try
        {
            ShownRequest = await choice.FingerprintAsync(turn, ct);
        }
        catch (ProtocolException)
        {
            return this.SeeOther(turn.Destination);
        }
        Sid = session.Sid;
        Client = client;
        Person = PersonCard.Of(person);
        Signal = PasskeySignal.Of(person, passkeys);
        var asked = await choice.AskedAsync(turn, ct);
        Asks = [.. asked.Select(scope => ScopeCard.Of(scope, text)), .. (await choice.ClaimsAsync(turn, asked, ct)).Select(claim => ScopeCard.OfClaim(claim, text))];
        Details = [.. (ConsentChoice.DetailsOf(turn)?.Items ?? []).Select(detail => DetailCard.Of(detail.Describe(), text))];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await flow.FindAsync(HttpContext, Pending, ct) is not { } turn)
            return this.Expired();
        if (turn is not { Session: { } session, HasProof: false } || !string.Equals(session.Sid, Asked, StringComparison.Ordinal))
            return this.SeeOther(turn.Destination);
        try
        {
            // Back to the request itself, which refuses or asks again.
            if (Allow is not null && !string.Equals(await choice.FingerprintAsync(turn, ct), ShownRequest, StringComparison.Ordinal))
                return this.SeeOther(turn.Destination);
        }
        catch (ProtocolException)
        {
            return this.SeeOther(turn.Destination);
        }
        return this.SeeOther(Allow is not null
            ? await choice.AllowAsync(HttpContext, turn, session, Remember, ct)
            : await choice.DenyAsync(HttpContext, turn, session, ct));
    }
}
