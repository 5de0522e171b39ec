using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Protocol.Keys;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A resource server goes on with the token that it was called with (RFC 8693).</summary>
internal sealed class TokenExchangeTests : ProviderFixture
{
    private RelyingParty merchant = null!;
    private RelyingParty server = null!;

    [SetUp]
    public void Open() => (merchant, server) = (Installation.Merchant(Issuer), Installation.PaymentsServer(Issuer));

    [TearDown]
    public void Close()
    {
        merchant.Dispose();
        server.Dispose();
    }

    [Test, Category("RFC 8693 §2.2.1")]
    public async Task A_server_gets_a_token_for_another_resource_on_behalf_of_the_same_person()
    {
        var subject = await SubjectAsync();

        var answer = await ExchangeAsync(subject, ("scope", "settle"), ("resource", Installation.LedgerApi));

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(answer.Member("issued_token_type"), Is.EqualTo(Exchanges.AccessToken));
        Assert.That(answer.Member("token_type"), Is.EqualTo("Bearer"));
        Assert.That(answer.Member("scope"), Is.EqualTo("settle"));
        Assert.That(answer.Json.TryGetProperty("refresh_token", out _), Is.False);
        var (before, after) = (new JsonWebToken(subject), await new ForeignValidator(Provider).AccessTokenAsync(answer.AccessToken, Installation.LedgerApi));
        Assert.Multiple(() =>
        {
            Assert.That(after.Subject, Is.EqualTo(before.Subject));
            Assert.That(after.Text("client_id"), Is.EqualTo("payments-server"));
            Assert.That(after.Audiences, Is.EqualTo(new[] { Installation.LedgerApi }));
            Assert.That(after.Text("grant"), Is.EqualTo(before.Text("grant")));
            Assert.That(after.Number("auth_time"), Is.EqualTo(before.Number("auth_time")));
            Assert.That(after.Number("exp"), Is.LessThanOrEqualTo(before.Number("exp")));
            Assert.That(after.Names(), Does.Not.Contain("act"));
        });
    }

    [Test, Category("RFC 8693 §2.1")]
    public async Task Without_a_resource_the_new_token_is_for_the_one_that_the_old_one_was_for()
    {
        var answer = await ExchangeAsync(await SubjectAsync());

        await new ForeignValidator(Provider).AccessTokenAsync(answer.AccessToken, Installation.PaymentsApi);
    }

    [Test, Category("RFC 8693 §2.1")]
    public async Task Whom_the_token_was_issued_to_goes_to_the_resources_of_the_grant()
    {
        using var browser = new HttpBrowser(Issuer);
        var code = await ResourceIndicatorTests.CodeForTwoAsync(merchant, browser, "openid settle");
        var tokens = await merchant.RedeemAsync(code, ("resource", Installation.PaymentsApi));

        var answer = await Exchanges.ExchangeAsync(merchant, tokens.AccessToken, ("resource", Installation.LedgerApi));

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(new JsonWebToken(answer.AccessToken).Audiences, Does.Contain(Installation.LedgerApi));
    }

    [Test, Category("RFC 8693 §4.1")]
    public async Task Who_acts_is_named_and_who_acted_before_inside()
    {
        var actor = (await server.TokenAsync(("grant_type", "client_credentials"), ("scope", "payments"))).AccessToken;

        var first = await ExchangeAsync(await SubjectAsync(), ("actor_token", actor), ("actor_token_type", Exchanges.AccessToken));
        var second = await ExchangeAsync(first.AccessToken, ("actor_token", actor), ("actor_token_type", Exchanges.AccessToken));
        var third = await ExchangeAsync(second.AccessToken);

        var act = new JsonWebToken(second.AccessToken).GetPayloadValue<JsonElement>("act");
        Assert.That(act.GetProperty("sub").GetString(), Is.EqualTo("payments-server"));
        Assert.That(act.GetProperty("act").GetProperty("sub").GetString(), Is.EqualTo("payments-server"));
        Assert.That(act.GetProperty("act").TryGetProperty("act", out _), Is.False);
        Assert.That(new JsonWebToken(third.AccessToken).GetPayloadValue<JsonElement>("act").GetRawText(), Is.EqualTo(act.GetRawText()), "the chain is not forgotten");
    }

    [Test, Category("RFC 8693 §4.4")]
    public async Task May_act_names_who_alone_may_act()
    {
        var forServer = await SubjectAsync(json => Party(json, "payments-server"));
        var forAnother = await SubjectAsync(json => Party(json, "another-server"));

        Assert.That((await ExchangeAsync(forServer)).Status, Is.EqualTo(200));
        Assert.That((await ExchangeAsync(forAnother)).Error, Is.EqualTo("invalid_request"));

        static void Party(Utf8JsonWriter json, string name)
        {
            json.WriteStartObject("may_act");
            json.WriteString("sub", name);
            json.WriteEndObject();
        }
    }

    [Test, Category("RFC 8693 §2.2.2")]
    public async Task What_ends_the_access_of_the_person_ends_the_exchange()
    {
        using var browser = new HttpBrowser(Issuer);
        var tokens = await merchant.TokensAsync(browser, "alice", Installation.Password, ("scope", "openid payments settle offline_access"), ("resource", Installation.PaymentsApi));
        var other = await merchant.RefreshAsync(tokens.RefreshToken, ("resource", Installation.PaymentsApi));
        await merchant.RevokeAsync(tokens.AccessToken);

        Assert.That((await ExchangeAsync(tokens.AccessToken)).Error, Is.EqualTo("invalid_request"), "a token that was revoked");
        Assert.That((await ExchangeAsync(other.AccessToken)).Status, Is.EqualTo(200));
        await merchant.RevokeAsync(tokens.RefreshToken);
        Assert.That((await ExchangeAsync(other.AccessToken)).Error, Is.EqualTo("invalid_request"), "a token whose grant has ended");
    }

    [Test, Category("RFC 8693 §2.2.1")]
    public async Task A_client_narrows_its_own_token_and_a_service_that_of_a_service()
    {
        var own = (await server.TokenAsync(("grant_type", "client_credentials"), ("resource", Installation.PaymentsApi))).AccessToken;

        var narrowed = await ExchangeAsync(own, ("scope", "payments"));

        Assert.That(new JsonWebToken(narrowed.AccessToken).Text("scope"), Is.EqualTo("payments"));
        Assert.That(new JsonWebToken(narrowed.AccessToken).Subject, Is.EqualTo("payments-server"));
        await server.RevokeAsync(own);
        Assert.That((await ExchangeAsync(own)).Error, Is.EqualTo("invalid_request"));
    }

    private Task<TokenAnswer> ExchangeAsync(string subject, params (string, string?)[] changes) => Exchanges.ExchangeAsync(server, subject, changes);

    private async Task<string> SubjectAsync() => await Exchanges.SubjectAsync(merchant, Issuer);

    /// <summary>A token of the provider with one more member, signed with its own key.</summary>
    private async Task<string> SubjectAsync(Action<Utf8JsonWriter> more)
    {
        var claims = JsonDocument.Parse(Base64UrlOf((await SubjectAsync()).Split('.')[1])).RootElement;
        return JwtWriter.Sign(Provider.Services.GetRequiredService<SigningKeyRing>().Current("ES256"), "at+jwt", 0, (json, _) =>
        {
            foreach (var member in claims.EnumerateObject())
                member.WriteTo(json);
            more(json);
        });
    }

    private static byte[] Base64UrlOf(string text) => CanonicalBase64Url.TryDecode(text, out var bytes) ? bytes : throw new FormatException(text);
}

/// <summary>An exchange that is valid as it stands.</summary>
internal static class Exchanges
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:token-exchange";
    public const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    public static async Task<string> SubjectAsync(RelyingParty merchant, Uri issuer)
    {
        using var browser = new HttpBrowser(issuer);
        return (await merchant.TokensAsync(browser, "alice", Installation.Password, ("scope", "openid payments settle"), ("resource", Installation.PaymentsApi))).AccessToken;
    }

    public static Task<TokenAnswer> ExchangeAsync(RelyingParty client, string subject, params (string, string?)[] changes) =>
        client.TokenAsync([("grant_type", GrantType), ("subject_token", subject), ("subject_token_type", AccessToken), .. changes]);
}
