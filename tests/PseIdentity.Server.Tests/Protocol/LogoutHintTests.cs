using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Which ID tokens sign their person out, and which do not (RP-Initiated Logout §2, §4).</summary>
internal sealed class LogoutHintTests : LogoutFixture
{
    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_hint_that_has_expired_is_good_enough()
    {
        Pass(40 * 60);

        await LogoutAsync(("id_token_hint", idToken), ("post_logout_redirect_uri", Back));

        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back));
        await AssertSignedOutAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_hint_that_nobody_signed_is_refused()
    {
        var parts = idToken.Split('.');
        var unsigned = CanonicalBase64Url.Encode("{\"alg\":\"none\"}"u8.ToArray()) + "." + parts[1] + ".";

        await LogoutAsync(("id_token_hint", unsigned), ("post_logout_redirect_uri", Back));

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_hint_whose_signature_was_changed_is_refused()
    {
        var at = idToken.LastIndexOf('.') + 20;

        await LogoutAsync(("id_token_hint", idToken[..at] + (idToken[at] == 'A' ? 'B' : 'A') + idToken[(at + 1)..]), ("post_logout_redirect_uri", Back));

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_hint_that_somebody_else_signed_is_refused()
    {
        var forged = JwtWriter.Sign(Installation.ClientKeys["RS256"], "JWT", IssuerName, static (json, issuer) =>
        {
            json.WriteString("iss", issuer);
            json.WriteString("sub", "x");
            json.WriteString("aud", "portal");
        });

        await LogoutAsync(("id_token_hint", forged), ("post_logout_redirect_uri", Back));

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task An_access_token_is_no_hint()
    {
        var tokens = await portal.RedeemAsync((await portal.AskAsync(browser))["code"]);

        await LogoutAsync(("id_token_hint", tokens.AccessToken), ("post_logout_redirect_uri", Back));

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_client_id_that_is_not_the_one_of_the_hint_is_refused()
    {
        await LogoutAsync(("id_token_hint", idToken), ("client_id", "browser-app"), ("post_logout_redirect_uri", "http://localhost:9101/signed-out"));

        await AssertRefusedAsync();
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_hint_for_several_clients_needs_the_one_that_asks_named()
    {
        var hint = HintFor("portal", "browser-app");

        await LogoutAsync(("id_token_hint", hint), ("post_logout_redirect_uri", Back));
        await AssertRefusedAsync();

        await LogoutAsync(("id_token_hint", hint), ("client_id", "portal"), ("post_logout_redirect_uri", Back));
        Assert.That(browser.Left?.AbsoluteUri, Is.EqualTo(Back));
        await AssertSignedOutAsync();
    }

    private string HintFor(params string[] audience) => JwtWriter.Sign(
        Provider.Services.GetRequiredService<SigningKeyRing>().Current("RS256"), "JWT", (IssuerName, audience, Token: new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(idToken)), static (json, s) =>
        {
            json.WriteString("iss", s.IssuerName);
            json.WriteString("sub", s.Token.Subject);
            json.WriteString("sid", s.Token.GetPayloadValue<string>("sid"));
            json.WriteStartArray("aud");
            foreach (var each in s.audience)
                json.WriteStringValue(each);
            json.WriteEndArray();
        });

    [Test, Category("RP-Initiated Logout §4")]
    public async Task A_hint_of_somebody_else_signs_nobody_out_without_asking()
    {
        using var other = new HttpBrowser(Issuer);
        var doras = (await portal.TokensAsync(other, "dora", Installation.Password)).IdToken;

        await LogoutAsync(("id_token_hint", doras), ("post_logout_redirect_uri", Back));

        Assert.That(browser.PageName, Is.EqualTo("logout"));
        Assert.That(browser.Left, Is.Null);
        await AssertSignedInAsync();
    }
}
