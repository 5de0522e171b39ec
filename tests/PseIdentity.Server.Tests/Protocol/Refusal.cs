using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>One row of the table of refusals: what is wrong, what the specification says, what the wire must show, and how it comes about.</summary>
/// <param name="Situation">In words; the name of the test.</param>
/// <param name="Section">Where the specification says so.</param>
/// <param name="Code">The error code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Scenario">Starts from what is valid and breaks one thing.</param>
public sealed record Refusal(string Situation, string Section, string Code, int Status, Func<Scenes, Task<TokenAnswer>> Scenario)
{
    public override string ToString() => Situation;
}

/// <summary>What scenarios start from: a provider, its clients, and a person who signs in.</summary>
public sealed class Scenes(Uri issuer)
{
    public Uri Issuer { get; } = issuer;

    public RelyingParty Portal { get; } = Installation.Portal(issuer);

    public RelyingParty BrowserApp { get; } = Installation.BrowserApp(issuer);

    public RelyingParty Budget { get; } = Installation.Budget(issuer);

    public RelyingParty Service { get; } = Installation.Service(issuer);

    public Registrant Registrant { get; } = new(issuer);

    public Registrant Policed { get; } = new(issuer, Installation.PolicedAccess);
    public RelyingParty DpopApp { get; } = Installation.DpopApp(issuer);

    public RelyingParty DpopPortal { get; } = Installation.DpopPortal(issuer);

    public async Task<string> CodeAsync(RelyingParty party, params (string, string?)[] changes)
    {
        using var browser = new HttpBrowser(Issuer);
        return (await party.SignInAsync(browser, "alice", Installation.Password, changes))["code"];
    }

    public async Task<TokenAnswer> TokensAsync(RelyingParty party) => await party.RedeemAsync(await CodeAsync(party));
}
