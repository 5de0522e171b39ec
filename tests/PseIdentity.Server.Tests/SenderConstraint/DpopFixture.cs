using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SenderConstraint;

/// <summary>Somebody who is signed in, and two clients that prove keys (RFC 9449).</summary>
internal abstract class DpopFixture : ClockedFixture
{
    protected HttpBrowser alice = null!;
    protected RelyingParty app = null!;
    protected RelyingParty portal = null!;

    [OneTimeSetUp]
    public async Task SignIn()
    {
        // Past the first moments of the memory of proofs, in which nonces are needed.
        Pass(20);
        alice = new HttpBrowser(Issuer);
        await Installation.Portal(Issuer).SignInAsync(alice, "alice", Installation.Password);
    }

    [SetUp]
    public void NewKeys()
    {
        (app, portal) = (Installation.DpopApp(Issuer), Installation.DpopPortal(Issuer));
        app.Clock = portal.Clock = Clock;
    }

    [OneTimeTearDown]
    public void Leave() => alice.Dispose();

    protected async Task<TokenAnswer> TokensAsync(RelyingParty party)
    {
        var tokens = await party.RedeemAsync((await party.AskAsync(alice))["code"]);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        return tokens;
    }

    protected static Task<TokenAnswer> ClientTokenAsync(RelyingParty party) => party.TokenAsync(("grant_type", "client_credentials"));
}
