using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows about token exchange (RFC 8693 §2.2.2) and about several resources (RFC 8707 §2).</summary>
internal static class ExchangeRefusals
{
    public static IEnumerable<Refusal> Rows =>
    [
        Row("an exchange without a subject_token", "RFC 8693 §2.1", "invalid_request", ("subject_token", null)),
        Row("an exchange without a subject_token_type", "RFC 8693 §2.1", "invalid_request", ("subject_token_type", null)),
        Row("an exchange of an ID token", "RFC 8693 §2.1", "invalid_request", ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token")),
        Row("an exchange for a refresh token", "RFC 8693 §2.1", "invalid_request", ("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token")),
        Row("an exchange of something that is no token", "RFC 8693 §2.2.2", "invalid_request", ("subject_token", "nonsense")),
        Row("an actor_token_type without actor_token", "RFC 8693 §2.1", "invalid_request", ("actor_token_type", Exchanges.AccessToken)),
        Row("an actor_token without its type", "RFC 8693 §2.1", "invalid_request", ("actor_token", "x")),
        Row("an actor_token that is none", "RFC 8693 §2.2.2", "invalid_request", ("actor_token", "x"), ("actor_token_type", Exchanges.AccessToken)),
        Row("an exchange for a scope that the token does not have", "RFC 8693 §2.1", "invalid_scope", ("scope", "ledger")),
        Row("an exchange for a scope that the client may not have", "RFC 8693 §2.1", "invalid_scope", ("scope", "openid")),
        Row("an exchange for a resource that nothing opens", "RFC 8693 §2.2.2", "invalid_target", ("resource", "https://elsewhere.example")),
        Row("an exchange for an audience that nothing opens", "RFC 8693 §2.2.2", "invalid_target", ("audience", "budget")),
        Row("an exchange for a resource and another audience", "RFC 8693 §2.2.2", "invalid_target", ("resource", Installation.PaymentsApi), ("audience", Installation.LedgerApi)),
        new("an exchange of a client's own token for a resource that was not granted", "RFC 8693 §2.2.2", "invalid_target", 400, async s =>
            await Exchanges.ExchangeAsync(Installation.Merchant(s.Issuer), await Exchanges.SubjectAsync(Installation.Merchant(s.Issuer), s.Issuer), ("resource", Installation.LedgerApi))),
        new("an exchange of a service's own token for another resource", "RFC 8693 §2.2.2", "invalid_target", 400, async s =>
        {
            var server = Installation.PaymentsServer(s.Issuer);
            var own = await server.TokenAsync(("grant_type", "client_credentials"), ("scope", "settle"), ("resource", Installation.LedgerApi));
            return await Exchanges.ExchangeAsync(server, own.AccessToken, ("resource", Installation.PaymentsApi));
        }),
        new("an exchange by a client without the grant", "RFC 8693 §2.2.2", "unauthorized_client", 400, async s =>
            await Exchanges.ExchangeAsync(s.Service, await Exchanges.SubjectAsync(Installation.Merchant(s.Issuer), s.Issuer))),
        new("an exchange of a token that does not concern the client", "RFC 8693 §2.2.2", "invalid_request", 400, async s =>
            await Exchanges.ExchangeAsync(Installation.PaymentsServer(s.Issuer), (await s.TokensAsync(s.BrowserApp)).AccessToken)),
        new("an actor_token of another client", "RFC 8693 §2.2.2", "invalid_request", 400, async s =>
            await Exchanges.ExchangeAsync(Installation.PaymentsServer(s.Issuer), await Exchanges.SubjectAsync(Installation.Merchant(s.Issuer), s.Issuer),
                ("actor_token", (await s.Service.TokenAsync(("grant_type", "client_credentials"))).AccessToken), ("actor_token_type", Exchanges.AccessToken))),
        new("authorization details for a client of its own", "RFC 9396 §6", "invalid_authorization_details", 400, s =>
            Installation.Merchant(s.Issuer).TokenAsync(("grant_type", "client_credentials"), ("scope", "payments"), ("authorization_details", Installation.Payment))),
        new("a code for two resources without a choice", "RFC 8707 §2.2", "invalid_target", 400, s => RedeemForTwoAsync(s, ("resource", null))),
        new("a code for a resource that was not approved", "RFC 8707 §2.2", "invalid_target", 400, s => RedeemForTwoAsync(s, ("resource", "https://elsewhere.example"))),
        new("client credentials for a resource that the scope does not open", "RFC 8707 §2", "invalid_target", 400, s =>
            s.Service.TokenAsync(("grant_type", "client_credentials"), ("resource", Installation.LedgerApi))),
    ];

    private static Refusal Row(string situation, string section, string code, params (string, string?)[] changes) => new(situation, section, code, 400, async s =>
        await Exchanges.ExchangeAsync(Installation.PaymentsServer(s.Issuer), await Exchanges.SubjectAsync(Installation.Merchant(s.Issuer), s.Issuer), changes));

    private static async Task<TokenAnswer> RedeemForTwoAsync(Scenes s, (string, string?) change)
    {
        using var browser = new HttpBrowser(s.Issuer);
        var merchant = Installation.Merchant(s.Issuer);
        return await merchant.RedeemAsync(await ResourceIndicatorTests.CodeForTwoAsync(merchant, browser), change);
    }
}
