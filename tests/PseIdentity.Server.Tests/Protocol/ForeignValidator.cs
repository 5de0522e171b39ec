using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Validates tokens as somebody else's program does: Microsoft.IdentityModel with the keys that the provider publishes.</summary>
internal sealed class ForeignValidator(RunningProvider provider, TimeProvider? clock = null)
{
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    public Task<JsonWebToken> IdTokenAsync(string token, string clientId, string algorithm = "RS256") => ValidateAsync(token, "JWT", clientId, algorithm);

    public Task<JsonWebToken> AccessTokenAsync(string token, string audience) => ValidateAsync(token, "at+jwt", audience, "ES256");

    public Task<JsonWebToken> LogoutTokenAsync(string token, string clientId) => ValidateAsync(token, "logout+jwt", clientId, "RS256");

    // The library does not know the curve: what openid-client says of such a token is in Interop.
    private static JsonWebToken OfEd25519(string token, string published)
    {
        var jws = Jws.Parse(token);
        var key = JwkSet.TryParse(Encoding.UTF8.GetBytes(published))!.Candidates(jws?.KeyId, "EdDSA").Single();
        Assert.That(jws?.IsSignedBy(VerificationKey.Create(key, "EdDSA")!), Is.True);
        return new JsonWebToken(token);
    }

    private async Task<JsonWebToken> ValidateAsync(string token, string type, string audience, string algorithm)
    {
        var published = await provider.Http.GetStringAsync("/.well-known/jwks.json");
        if (algorithm == "EdDSA")
            return OfEd25519(token, published);
        var keys = new JsonWebKeySet(published);
        var result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = provider.BaseAddress.GetLeftPart(UriPartial.Authority),
            ValidAudience = audience,
            ValidTypes = [type],
            ValidAlgorithms = [algorithm],
            IssuerSigningKeys = keys.GetSigningKeys(),
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
            LifetimeValidator = (_, expires, _, _) => expires > clock.GetUtcNow().UtcDateTime,
        });
        Assert.That(result.IsValid, Is.True, result.Exception?.ToString());
        return (JsonWebToken)result.SecurityToken;
    }
}

/// <summary>What tests look at in a token.</summary>
internal static class TokenMembers
{
    public static IEnumerable<string> Names(this JsonWebToken token) => token.Claims.Select(c => c.Type).Distinct();

    public static string[] Amr(this JsonWebToken token) => [.. token.Claims.Where(c => c.Type == "amr").Select(c => c.Value)];

    public static long Number(this JsonWebToken token, string name) => token.GetPayloadValue<long>(name);

    public static string Text(this JsonWebToken token, string name) => token.GetPayloadValue<string>(name);
}
