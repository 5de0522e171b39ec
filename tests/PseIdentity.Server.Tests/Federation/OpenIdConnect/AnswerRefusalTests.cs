using System.Text.Json.Nodes;
using NUnit.Framework;
using PseIdentity.Server.Federation;

namespace PseIdentity.Server.Tests.Federation.OpenIdConnect;

/// <summary>What browsers bring back that is not the company's answer to their request.</summary>
internal sealed class AnswerRefusalTests : UpstreamFixture
{
    [Category("OpenID Connect Core §3.1.2.6")]
    [TestCase("access_denied", FederationRefusals.Declined)]
    [TestCase("login_required", "federation.login_required")]
    [TestCase("interaction_required", "federation.login_required")]
    [TestCase("temporarily_unavailable", FederationRefusals.Unreachable)]
    [TestCase("server_error", FederationRefusals.Unreachable)]
    [TestCase("unauthorized_client", "federation.client_refused")]
    [TestCase("invalid_scope", "federation.request_refused")]
    [TestCase("something\nelse", "federation.request_refused")]
    public async Task An_error_has_a_name_of_ours(string error, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Company.Answer = answer => { answer.Remove("code"); answer["error"] = error; answer["error_description"] = "Said\r\nby <them>"; };

        var refused = await RefusalAsync(there);

        Assert.That(refused.Id, Is.EqualTo(refusal));
        Assert.That(refused.Message, Does.EndWith(": Said??by <them>").And.Not.Contain("\n"));
        Assert.That(there.Company.TimesAsked("/token"), Is.Zero);
    }

    [Category("RFC 9207 §2.4")]
    [TestCase("https://elsewhere.example", true)]
    [TestCase("https://elsewhere.example", false)]
    [TestCase(null, true)]
    public async Task An_answer_that_names_another_issuer_or_none_where_one_is_promised_is_refused(string? issuer, bool promised)
    {
        await using var there = await NewSignInAsync();
        there.Company.Discovery = document => document["authorization_response_iss_parameter_supported"] = promised;
        there.Company.Answer = answer => answer["iss"] = issuer;

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.issuer_mismatch"));
        Assert.That(there.Company.TimesAsked("/token"), Is.Zero);
    }

    [Test, Category("RFC 9207 §2.4")]
    public async Task An_error_of_another_issuer_is_no_error_of_this_one()
    {
        await using var there = await NewSignInAsync();
        there.Company.Answer = answer => { answer.Remove("code"); answer["error"] = "access_denied"; answer["iss"] = "https://elsewhere.example"; };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.issuer_mismatch"));
    }

    [Test]
    public async Task An_issuer_that_nobody_promised_may_be_missing()
    {
        await using var there = await NewSignInAsync();
        there.Company.Discovery = document => document.Remove("authorization_response_iss_parameter_supported");
        there.Company.Answer = answer => answer.Remove("iss");

        Assert.That((await there.RunAsync()).Subject, Is.EqualTo("employee-7"));
    }

    [Category("RFC 6749 §3.1")]
    [TestCase("code")]
    [TestCase("state")]
    [TestCase("iss")]
    public async Task A_parameter_that_is_there_twice_is_refused(string name)
    {
        await using var there = await NewSignInAsync();
        there.OnTheWay = answer => [.. answer, answer.Find(each => each.Key == name)];

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.answer_malformed"));
    }

    [TestCase("state", "another-state", "federation.request_mismatch")]
    [TestCase("state", null, "federation.request_mismatch")]
    [TestCase("code", null, "federation.answer_malformed")]
    [TestCase("code", "a-code-of-nobody", "federation.code_refused")]
    public async Task An_answer_to_no_request_is_refused(string name, string? value, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Company.Answer = answer => answer[name] = value;

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo(refusal));
    }

    [Test, Category("RFC 9700 §4.4")]
    public async Task An_answer_of_one_company_is_not_taken_to_another()
    {
        await using var honest = await NewSignInAsync();
        await using var other = await NewSignInAsync();
        var left = Clock.GetUtcNow();
        var departure = await honest.LeaveAsync();
        var answer = honest.Company.Arrive(departure.Target).Select(each => KeyValuePair.Create(each.Key, each.Value!)).ToList();
        other.Ask = honest.Ask;

        var refused = (await Assert.ThrowsAsync<UpstreamException>(() => other.ReturnAsync(departure, answer, left)))!;

        Assert.That(refused.Id, Is.EqualTo("federation.request_mismatch"));
        Assert.That(other.Company.TimesAsked("/token"), Is.Zero);
    }

    [Test, Category("RFC 6749 §4.1.2")]
    public async Task A_code_that_comes_a_second_time_is_refused()
    {
        await using var there = await NewSignInAsync();
        var left = Clock.GetUtcNow();
        var departure = await there.LeaveAsync();
        var answer = there.Company.Arrive(departure.Target).Select(each => KeyValuePair.Create(each.Key, each.Value!)).ToList();
        await there.ReturnAsync(departure, answer, left);

        Assert.That((await Assert.ThrowsAsync<UpstreamException>(() => there.ReturnAsync(departure, answer, left)))!.Id, Is.EqualTo("federation.code_refused"));
    }

    [Category("OpenID Connect Core §3.1.3.3")]
    [TestCase("id_token", null)]
    [TestCase("id_token", "\"not.a.token\"")]
    [TestCase("id_token", "7")]
    [TestCase("access_token", null)]
    [TestCase("access_token", "\"two\\r\\nlines\"")]
    [TestCase("token_type", "\"DPoP\"")]
    [TestCase("token_type", null)]
    public async Task A_token_response_without_what_it_must_have_is_refused(string member, string? value)
    {
        await using var there = await NewSignInAsync();
        there.Company.TokenResponse = response =>
        {
            response.Remove(member);
            if (value is not null)
                response[member] = JsonNode.Parse(value);
        };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.answer_malformed"));
    }

    [TestCase("sub", "\"employee-8\"", "federation.subject_mismatch", Category = "OpenID Connect Core §5.3.2")]
    [TestCase("sub", null, "federation.subject_mismatch", Category = "OpenID Connect Core §5.3.2")]
    public async Task Userinfo_about_somebody_else_lets_nobody_in(string member, string? value, string refusal)
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { UserInfo = true };
        there.Company.UserInfo = claims =>
        {
            claims.Remove(member);
            if (value is not null)
                claims[member] = JsonNode.Parse(value);
        };

        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo(refusal));
    }

    [Test, Category("OpenID Connect Core §5.3.2")]
    public async Task Signed_userinfo_is_for_us_and_by_the_company()
    {
        await using var there = await NewSignInAsync();
        there.Oidc = there.Oidc with { UserInfo = true };
        there.Company.SignUserInfo = claims => SignedByHand.By(CompanyProvider.SecondKey, claims);
        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.token_signature"));

        there.Company.SignUserInfo = claims => SignedByHand.By(CompanyProvider.FirstKey, claims);
        there.Company.UserInfo = claims => claims["aud"] = "another-client";
        Assert.That((await RefusalAsync(there)).Id, Is.EqualTo("federation.audience_mismatch"));
    }
}
