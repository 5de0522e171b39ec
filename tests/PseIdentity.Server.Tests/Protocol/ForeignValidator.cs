using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Validates tokens as somebody else's program does: Microsoft.IdentityModel with the keys that the provider publishes.</summary>
internal sealed class ForeignValidator(RunningProvider provider, TimeProvider? clock = null)
{
    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };
    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    public Task<JsonWebToken> IdTokenAsync(string token, string clientId, string algorithm = "RS256") => ValidateAsync(token, "JWT", clientId, algorithm);

    public Task<JsonWebToken> AccessTokenAsync(string token, string audience) => ValidateAsync(token, "at+jwt", audience, "ES256");

    public Task<JsonWebToken> LogoutTokenAsync(string token, string clientId) => ValidateAsync(token, "logout+jwt", clientId, "RS256");

    private async Task<JsonWebToken> ValidateAsync(string token, string type, string audience, string algorithm)
    {
        var keys = new JsonWebKeySet(await provider.Http.GetStringAsync("/.well-known/jwks.json"));
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
