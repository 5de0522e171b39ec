using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;
using PseIdentity.Server.Federation;
using PseIdentity.Server.Federation.OpenIdConnect;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

internal sealed class SignInThereTests : UpstreamFixture
{
    [Test, Category("OpenID Connect Core §3.1.2.1")]
    public async Task Somebody_comes_back_with_what_the_company_says_of_them()
    {
        await using var there = await NewSignInAsync();

        var person = await there.RunAsync();

        Assert.That(person.Subject, Is.EqualTo("employee-7"));
        Assert.That(person.Claims["email"], Is.EqualTo(new[] { "eve@acme.example" }));
        Assert.That(person.Claims["email_verified"], Is.EqualTo(new[] { "true" }));
        Assert.That(person.Claims["groups"], Is.EqualTo(new[] { "staff", "payments" }));
        Assert.That(person.Claims.Keys, Has.None.EqualTo("nonce").And.None.EqualTo("iss").And.None.EqualTo("amr"));
        Assert.That((person.Acr, person.Sid, person.AuthTime), Is.EqualTo(("gold", "session-1", (DateTimeOffset?)Clock.GetUtcNow())));
        Assert.That(person.Amr, Is.EqualTo(new[] { "pwd", "otp" }));
        Assert.That(person.Hint, Does.StartWith("ey"));
        Assert.That(there.Company.TimesAsked("/userinfo"), Is.Zero);
    }

    [Test, Category("RFC 7636 §4.3")]
    public async Task The_request_says_what_is_wanted_and_keeps_the_endpoints_own_query()
    {
        await using var there = await NewSignInAsync();
        there.Row = there.Row with { TrustsAmr = true };
        there.Ask = there.Ask with { LoginHint = "eve@acme.example", ForceLogin = true, MaxAge = 300, AcrValues = ["gold", "silver"], UiLocales = "de fr" };
        there.Oidc = there.Oidc with { ResponseMode = "form_post" };

        await there.RunAsync();

        var query = QueryHelpers.ParseQuery(new Uri(there.Departure!.Target).Query).ToDictionary(each => each.Key, each => each.Value.ToString());
        Assert.That(query, Is.SupersetOf(new Dictionary<string, string>
        {
            ["tenant"] = "acme",
            ["client_id"] = CompanyProvider.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = SignInThere.Callback,
            ["scope"] = "openid email",
            ["state"] = there.Ask.State,
            ["code_challenge_method"] = "S256",
            ["response_mode"] = "form_post",
            ["prompt"] = "login",
            ["max_age"] = "0",
            ["login_hint"] = "eve@acme.example",
            ["acr_values"] = "gold silver",
            ["ui_locales"] = "de fr",
        }));
        Assert.That(query["nonce"], Has.Length.EqualTo(43));
    }

    [Test]
    public async Task What_nobody_asked_for_is_not_sent_and_levels_only_where_they_count()
    {
        await using var there = await NewSignInAsync();
        there.Ask = there.Ask with { AcrValues = ["gold"] };

        var target = (await there.LeaveAsync()).Target;

        foreach (var name in new[] { "prompt", "max_age", "login_hint", "acr_values", "ui_locales", "response_mode", "request_uri" })
            Assert.That(target, Does.Not.Contain(name + "="));
    }

    [Test, Category("RFC 6749 §2.3.1")]
    public async Task A_secret_travels_encoded_in_the_header()
    {
        await using var there = await NewSignInAsync();

        await there.RunAsync();

        var (form, authorization) = there.Company.LastAt("/token");
        var pair = Encoding.ASCII.GetString(Convert.FromBase64String(authorization!["Basic ".Length..])).Split(':');
        Assert.That(System.Net.WebUtility.UrlDecode(pair[1]), Is.EqualTo(CompanyProvider.Secret));
        Assert.That(pair[1], Does.Not.Contain(" ").And.Not.Contain(":"));
        Assert.That(form.Keys, Has.None.EqualTo("client_secret"));
    }

    [Test, Category("RFC 6749 §2.3.1")]
    public async Task A_secret_travels_in_the_body_where_the_row_says_so()
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { TokenEndpointAuthMethod = "client_secret_post" };

        await there.RunAsync();

        var (form, authorization) = there.Company.LastAt("/token");
        Assert.That((form["client_id"], form["client_secret"], authorization), Is.EqualTo((CompanyProvider.ClientId, CompanyProvider.Secret, (string?)null)));
    }

    [Category("RFC 7523 §2.2")]
    [TestCase("issuer", "PS256", "PS256", "")]
    [TestCase("issuer", "RS256", "RS256", "")]
    [TestCase("token_endpoint", null, "RS256", "/token")]
    public async Task A_key_proves_who_asks(string audience, string? offered, string algorithm, string path)
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { TokenEndpointAuthMethod = "private_key_jwt", AssertionAudience = audience };
        there.Company.Discovery = document => document["token_endpoint_auth_signing_alg_values_supported"] = offered is null ? null : new JsonArray(offered);
        there.Company.Discovery += document => { if (offered is null) document.Remove("token_endpoint_auth_signing_alg_values_supported"); };

        await there.RunAsync();

        var assertion = Jws.Parse(there.Company.LastAt("/token").Form["client_assertion"])!;
        var published = JwkSet.TryParse(await Provider.Http.GetByteArrayAsync(FederationPaths.Keys))!;
        var key = published.Candidates(assertion.KeyId, assertion.Algorithm).Single();
        Assert.That(assertion.IsSignedBy(VerificationKey.Create(key, algorithm)!), Is.True);
        Assert.That(assertion.Payload.GetString("aud"), Is.EqualTo(there.Company.Issuer + path));
        Assert.That((assertion.Payload.GetString("iss"), assertion.Payload.GetString("sub")), Is.EqualTo((CompanyProvider.ClientId, CompanyProvider.ClientId)));
        Assert.That(assertion.Payload.GetInt64("exp") - assertion.Payload.GetInt64("iat"), Is.EqualTo(60));
        Assert.That(assertion.Payload.GetString("jti"), Is.Not.Empty);
    }

    [Category("RFC 9126 §2.1")]
    [TestCase(null, true, true)]
    [TestCase(null, false, false)]
    [TestCase(false, true, false)]
    [TestCase(true, true, true)]
    public async Task Requests_are_pushed_where_that_is_offered_unless_the_row_says_otherwise(bool? row, bool offered, bool isPushed)
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { PushedRequests = row };
        if (offered)
            there.Company.Discovery = document => document["pushed_authorization_request_endpoint"] = there.Company.Issuer + "/par";

        await there.RunAsync();

        Assert.That(there.Company.TimesAsked("/par"), Is.EqualTo(isPushed ? 1 : 0));
        Assert.That(there.Departure!.Target.Contains("nonce=", StringComparison.Ordinal), Is.Not.EqualTo(isPushed));
        if (isPushed)
            Assert.That(there.Company.LastAt("/par").Form["client_id"], Is.EqualTo(CompanyProvider.ClientId));
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task Userinfo_adds_to_the_ID_token_and_changes_nothing_in_it()
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { UserInfo = true };

        var person = await there.RunAsync();

        Assert.That(there.Company.LastAt("/userinfo").Authorization, Is.EqualTo("Bearer an-access-token"));
        Assert.That(person.Claims["email"], Is.EqualTo(new[] { "eve@acme.example" }));
        Assert.That(person.Claims["department"], Is.EqualTo(new[] { "Treasury" }));
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task Signed_userinfo_is_read_where_a_mapping_lacks_its_claim()
    {
        await using var there = await NewSignInAsync();
        there.Row = there.Row with { ClaimMappings = new Dictionary<string, string> { ["department"] = "department" } };
        there.Company.UserInfo = claims => { claims["iss"] = there.Company.Issuer; claims["aud"] = CompanyProvider.ClientId; };
        there.Company.SignUserInfo = claims => SignedByHand.By(CompanyProvider.FirstKey, claims);

        Assert.That((await there.RunAsync()).Claims["department"], Is.EqualTo(new[] { "Treasury" }));
    }

    [Test, Category("OpenID Connect Core §10.2")]
    public async Task An_encrypted_ID_token_is_opened_and_never_goes_to_the_browser()
    {
        await using var there = await NewSignInAsync();
        var published = JwkSet.TryParse(await Provider.Http.GetByteArrayAsync(FederationPaths.Keys))!;
        there.Company.Sign = claims => Jwe.Encrypt(Encoding.ASCII.GetBytes(SignedByHand.By(CompanyProvider.FirstKey, claims)), published.Recipient("RSA-OAEP-256")!, "A256GCM", new JweHeader("JWT"));

        var person = await there.RunAsync();

        Assert.That((person.Subject, person.Hint), Is.EqualTo(("employee-7", (string?)null)));
    }

    [Test, Category("OpenID Connect Core §5.1")]
    public async Task That_an_address_is_proven_is_said_of_that_address_alone()
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { UserInfo = true };
        there.Company.IdToken = claims => claims.Remove("email_verified");
        there.Company.UserInfo = claims => claims["email_verified"] = true;
        Assert.That((await there.RunAsync()).Claims.Keys, Has.None.EqualTo("email_verified"));

        there.Company.UserInfo = claims => { claims["email"] = "eve@acme.example"; claims["email_verified"] = true; };
        Assert.That((await there.RunAsync()).Claims["email_verified"], Is.EqualTo(new[] { "true" }));
    }

    [Test]
    public void Members_of_objects_have_names_with_a_dot()
    {
        var claims = ProviderClaims.Of(StrictJson.TryParseObject("""{"realm_access":{"roles":["a","b"]},"address":{"country":"CH","x":null},"level":3,"nothing":null}"""u8)!.Value);

        Assert.That(claims["realm_access.roles"], Is.EqualTo(new[] { "a", "b" }));
        Assert.That(claims["address.country"], Is.EqualTo(new[] { "CH" }));
        Assert.That(claims["level"], Is.EqualTo(new[] { "3" }));
        Assert.That(claims.Keys, Has.None.EqualTo("nothing").And.None.EqualTo("address.x"));
    }
}
