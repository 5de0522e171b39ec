using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using NUnit.Framework;
using PseIdentity.Protocol.Keys;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>A signing key gives way to another while relying parties go on (OpenID Connect Core §10.1.1); its calendar is in Protocol.Tests.</summary>
internal sealed class KeyRotationTests : ProviderFixture
{
    [Test, Category("OpenID Connect Core §10.1.1")]
    public async Task Tokens_from_before_and_after_a_rotation_validate_with_the_published_keys()
    {
        using var browser = new HttpBrowser(Issuer);
        using var portal = Installation.Portal(Issuer);
        var before = await portal.TokensAsync(browser, "alice", Installation.Password);

        await Provider.Services.GetRequiredService<SigningKeyRing>().RotateNowAsync(null, compromised: false, CancellationToken.None);
        var after = await portal.RedeemAsync((await portal.AskAsync(browser, ("id_token_hint", before.IdToken)))["code"]);

        Assert.That(new JsonWebToken(after.IdToken).Kid, Is.Not.EqualTo(new JsonWebToken(before.IdToken).Kid));
        var validator = new ForeignValidator(Provider);
        await validator.IdTokenAsync(before.IdToken, "portal");
        await validator.IdTokenAsync(after.IdToken, "portal");
        Assert.That((await portal.UserInfoAsync(before.AccessToken)).Status, Is.EqualTo(200));
        Assert.That((await portal.UserInfoAsync(after.AccessToken)).Status, Is.EqualTo(200));
    }
}
