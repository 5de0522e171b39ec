using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Clients that prove who they are with a secret, or cannot (RFC 6749 §2.3). What is refused stands in the table of refusals.</summary>
internal sealed class ClientAuthenticationTests : ProviderFixture
{
    [Test, Category("RFC 6749 §2.3.1")]
    public async Task Basic_credentials_are_form_decoded_after_the_first_colon_has_parted_them()
    {
        var odd = new RelyingParty(Issuer, Installation.OddClient, Installation.OddSecret, "", "payments");

        Assert.That((await odd.TokenAsync(("grant_type", "client_credentials"))).Status, Is.EqualTo(200));
    }

    [Test, Category("RFC 6749 §2.3.1")]
    public async Task Basic_credentials_may_encode_a_space_as_a_plus_sign()
    {
        var pair = FormEncoded(Installation.OddClient) + ":" + FormEncoded(Installation.OddSecret);
        Assert.That(pair, Does.Contain("+"));
        var scenes = new Scenes(Issuer);

        var answer = await TokenRefusals.Post(scenes, "grant_type=client_credentials", new("Basic", Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pair))));

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test, Category("RFC 6749 §2.3.1")]
    public async Task The_scheme_is_read_in_any_case_and_the_body_may_repeat_the_client_id()
    {
        var header = RelyingParty.Basic("service", Installation.Secret);

        var answer = await TokenRefusals.Post(new Scenes(Issuer), "grant_type=client_credentials&client_id=service", new("bASIC", header.Parameter));

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test, Category("RFC 6749 §2.3.1")]
    public async Task A_secret_in_the_body_is_taken_from_a_client_registered_for_it()
    {
        var answer = await TokenRefusals.Post(new Scenes(Issuer), $"grant_type=client_credentials&client_id=post-service&client_secret={Installation.Secret}");

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
    }

    [Test, Category("RFC 6749 §5.2")]
    public async Task A_client_that_used_basic_and_failed_is_challenged_with_basic()
    {
        var answer = await new RelyingParty(Issuer, "service", Installation.OtherSecret, "", "").TokenAsync(("grant_type", "client_credentials"));

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("Basic "));
    }

    [Test, Category("RFC 6749 §2.3.1")]
    public async Task Credentials_in_the_query_are_not_looked_at()
    {
        var scenes = new Scenes(Issuer);

        var answer = await TokenRefusals.Post(scenes, "grant_type=client_credentials", path: $"/token?client_id=post-service&client_secret={Installation.Secret}");

        Assert.That(answer.Error, Is.EqualTo("invalid_client"));
    }

    [Test, Category("RFC 6749 §3.2.1")]
    public async Task A_public_client_says_its_name_and_must_not_send_a_secret()
    {
        using var browser = new HttpBrowser(Issuer);
        var app = Installation.BrowserApp(Issuer);
        var code = (await app.SignInAsync(browser, "alice", Installation.Password))["code"];

        Assert.That((await app.RedeemAsync(code, ("client_secret", Installation.Secret))).Error, Is.EqualTo("invalid_client"));
        Assert.That((await app.RedeemAsync(code)).Status, Is.EqualTo(200));
    }

    private static string FormEncoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
