using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Somebody who is about to be asked, or not.</summary>
internal abstract class PromptFixture : ClockedFixture
{
    protected const string LongState = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    protected HttpBrowser browser = null!;
    protected RelyingParty portal = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Provisioning = Installation.With("""
            { "client_id": "native-guest", "application_type": "native", "redirect_uris": ["http://127.0.0.1/callback"], "scope": "openid", "token_endpoint_auth_method": "none" }
            """),
    };

    [SetUp]
    public void NewBrowser() => (browser, portal) = (new HttpBrowser(Issuer), Installation.Portal(Issuer));

    [TearDown]
    public void Close()
    {
        browser.Dispose();
        portal.Dispose();
    }

    protected async Task<JsonWebToken> SignInAsync() => IdToken(await portal.TokensAsync(browser, "dora", Installation.Password));

    protected static JsonWebToken IdToken(TokenAnswer answer) => new(answer.IdToken);
}
