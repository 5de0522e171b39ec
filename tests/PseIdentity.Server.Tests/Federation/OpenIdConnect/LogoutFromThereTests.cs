using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using NUnit.Framework;
using PseIdentity.Server.Federation;
using PseIdentity.Storage.Federation;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>Sessions end from here to the company and from the company to here.</summary>
internal sealed class LogoutFromThereTests : UpstreamFixture
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    [Test, Category("Back-Channel Logout §2.6")]
    public async Task A_logout_token_names_whose_session_is_over()
    {
        await using var there = await NewSignInAsync();

        var logout = await ReadAsync(there, Token(there, static _ => { }));

        Assert.That((logout.Subject, logout.Sid, logout.State, logout.Reply, logout.FramedBy), Is.EqualTo(("employee-7", "session-1", (string?)null, (Departure?)null, (string?)null)));
    }

    [Category("Back-Channel Logout §2.6")]
    [TestCase("sub")]
    [TestCase("sid")]
    public async Task Either_name_is_enough(string missing)
    {
        await using var there = await NewSignInAsync();

        var logout = await ReadAsync(there, Token(there, claims => claims.Remove(missing)));

        Assert.That(missing == "sub" ? logout.Sid : logout.Subject, Is.Not.Null);
    }

    // claim, value as JSON (null: missing), the refusal
    [Category("Back-Channel Logout §2.6")]
    [TestCase("iss", "\"https://elsewhere.example\"", "federation.issuer_mismatch")]
    [TestCase("aud", "\"another-client\"", "federation.audience_mismatch")]
    [TestCase("aud", null, "federation.audience_mismatch")]
    [TestCase("exp", null, "federation.expired")]
    [TestCase("exp", "1", "federation.expired")]
    [TestCase("exp", "4000000000", "federation.logout_refused")]
    [TestCase("iat", null, "federation.expired")]
    [TestCase("iat", "4000000000", "federation.expired")]
    [TestCase("events", null, "federation.logout_refused")]
    [TestCase("events", "{}", "federation.logout_refused")]
    [TestCase("events", "{\"http://schemas.openid.net/event/backchannel-logout\": true}", "federation.logout_refused")]
    [TestCase("events", "\"http://schemas.openid.net/event/backchannel-logout\"", "federation.logout_refused")]
    [TestCase("nonce", "\"x\"", "federation.logout_refused")]
    [TestCase("jti", null, "federation.logout_refused")]
    [TestCase("sub", "7", "federation.logout_refused")]
    [TestCase("sid", "[]", "federation.logout_refused")]
    public async Task A_logout_token_that_is_wrong_ends_nothing(string claim, string? value, string refusal)
    {
        await using var there = await NewSignInAsync();
        var token = Token(there, claims =>
        {
            claims.Remove(claim);
            if (value is not null)
                claims[claim] = JsonNode.Parse(value);
        });

        Assert.That((await RefusedAsync(there, token)).Id, Is.EqualTo(refusal));
    }

    [Test, Category("Back-Channel Logout §2.6")]
    public async Task A_logout_token_of_nobody_ends_nothing()
    {
        await using var there = await NewSignInAsync();

        Assert.That((await RefusedAsync(there, Token(there, claims => { claims.Remove("sub"); claims.Remove("sid"); }))).Id, Is.EqualTo("federation.logout_refused"));
    }

    [Test, Category("Back-Channel Logout §2.6")]
    public async Task A_logout_token_works_once()
    {
        await using var there = await NewSignInAsync();
        var token = Token(there, static _ => { });
        await ReadAsync(there, token);

        Assert.That((await RefusedAsync(there, token)).Id, Is.EqualTo("federation.replayed"));
    }

    [Test, Category("Back-Channel Logout §2.6")]
    public async Task A_logout_token_that_the_company_has_not_signed_ends_nothing()
    {
        await using var there = await NewSignInAsync();
        var claims = Claims(there);

        Assert.That((await RefusedAsync(there, SignedByHand.By(CompanyProvider.SecondKey, claims, "logout+jwt"))).Id, Is.EqualTo("federation.token_signature"));
        Assert.That((await RefusedAsync(there, SignedByHand.With(new JsonObject { ["alg"] = "none", ["typ"] = "logout+jwt" }, claims, _ => []))).Id, Is.EqualTo("federation.token_signature"));
    }

    [TestCase("at+jwt", false)]
    [TestCase("secevent+jwt", false)]
    [TestCase("application/logout+jwt", true)]
    [TestCase(null, true)]
    public async Task The_type_says_logout_or_nothing(string? type, bool isAccepted)
    {
        await using var there = await NewSignInAsync();
        var token = SignedByHand.By(CompanyProvider.FirstKey, Claims(there), type);

        if (isAccepted)
            Assert.That((await ReadAsync(there, token)).Sid, Is.EqualTo("session-1"));
        else
            Assert.That((await RefusedAsync(there, token)).Id, Is.EqualTo("federation.answer_malformed"));
    }

    [Test]
    public async Task An_ID_token_ends_nothing()
    {
        await using var there = await NewSignInAsync();

        Assert.That((await RefusedAsync(there, SignedByHand.By(CompanyProvider.FirstKey, there.Company.IdTokenFor("n", "a")))).Id, Is.EqualTo("federation.logout_refused"));
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task A_frame_of_the_company_names_its_session()
    {
        await using var there = await NewSignInAsync();

        var logout = await ReadAsync(there, ("iss", there.Company.Issuer), ("sid", "session-1"));

        Assert.That((logout.Subject, logout.Sid, logout.FramedBy), Is.EqualTo(((string?)null, "session-1", there.Company.Issuer)));
    }

    [Test, Category("Front-Channel Logout §3")]
    public async Task A_frame_without_session_or_of_somebody_else_ends_nothing()
    {
        await using var there = await NewSignInAsync();

        Assert.That((await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(there, ("iss", there.Company.Issuer))))!.Id, Is.EqualTo("federation.logout_refused"));
        Assert.That((await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(there)))!.Id, Is.EqualTo("federation.logout_refused"));
        Assert.That((await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(there, ("iss", "https://elsewhere.example"), ("sid", "session-1"))))!.Id, Is.EqualTo("federation.issuer_mismatch"));
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task Signing_out_goes_to_the_company_and_back()
    {
        await using var there = await NewSignInAsync();

        var departure = (await Upstream.SignOutAsync(there.Row, new UpstreamSession(there.Row.Name, "employee-7", "session-1", "the-id-token"), "a-state", CancellationToken.None))!;

        Assert.That(departure.Target, Does.StartWith(there.Company.Issuer + "/end?"));
        var query = QueryHelpers.ParseQuery(new Uri(departure.Target).Query);
        Assert.That((query["id_token_hint"].ToString(), query["client_id"].ToString(), query["state"].ToString()), Is.EqualTo(("the-id-token", CompanyProvider.ClientId, "a-state")));
        Assert.That(query["post_logout_redirect_uri"].ToString(), Is.EqualTo(IssuerName + FederationPaths.SignedOut + there.Row.Name));
    }

    [Test, Category("RP-Initiated Logout §2")]
    public async Task A_long_hint_is_posted()
    {
        await using var there = await NewSignInAsync();

        var departure = (await Upstream.SignOutAsync(there.Row, new UpstreamSession(there.Row.Name, "employee-7", null, new string('a', 4000)), "a-state", CancellationToken.None))!;

        Assert.That(departure.Target, Is.EqualTo(there.Company.Issuer + "/end"));
        Assert.That(departure.Form!.Select(field => field.Key), Is.EqualTo(new[] { "id_token_hint", "client_id", "post_logout_redirect_uri", "state" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_company_without_sign_out_or_without_an_answer_is_left_alone(bool answers)
    {
        await using var there = await NewSignInAsync();
        there.Company.Discovery = document => document.Remove("end_session_endpoint");
        if (!answers)
            there.Company.Instead["/.well-known/openid-configuration"] = new WebDocument("") { Status = 500 };

        Assert.That(await Upstream.SignOutAsync(there.Row, new UpstreamSession(there.Row.Name, "employee-7", null, null), "a-state", CancellationToken.None), Is.Null);
    }

    private JsonObject Claims(SignInThere there)
    {
        var now = Clock.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = there.Company.Issuer,
            ["aud"] = CompanyProvider.ClientId,
            ["sub"] = "employee-7",
            ["sid"] = "session-1",
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new JsonObject { [Event] = new JsonObject() },
        };
    }

    private string Token(SignInThere there, Action<JsonObject> change)
    {
        var claims = Claims(there);
        change(claims);
        return SignedByHand.By(CompanyProvider.FirstKey, claims, "logout+jwt");
    }

    private Task<UpstreamLogout> ReadAsync(SignInThere there, string token) => ReadAsync(there, ("logout_token", token));

    private Task<UpstreamLogout> ReadAsync(SignInThere there, params (string Name, string Value)[] message) =>
        Upstream.ReadLogoutAsync(there.Row, new UpstreamAnswer([.. message.Select(each => KeyValuePair.Create(each.Name, each.Value))]), CancellationToken.None);

    private async Task<UpstreamException> RefusedAsync(SignInThere there, string token) => (await Assert.ThrowsAsync<UpstreamException>(() => ReadAsync(there, token)))!;
}
