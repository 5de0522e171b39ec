using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>Registration without a token, where the operator allows it.</summary>
internal sealed class OpenRegistrationTests : ProviderFixture
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(Relaxed) { ["Registration:Open"] = "true", ["Registration:Scope"] = "openid" },
    };

    [Test, Category("RFC 7591 §3")]
    public async Task Anybody_may_register_a_client_with_few_scopes_that_asks_for_consent()
    {
        using var anybody = new Registrant(Issuer, null);

        var answer = await anybody.RegisterAsync(("consent", "implicit"));

        Assert.That(answer.Status, Is.EqualTo(201), answer.Body);
        Assert.That(answer.Member("consent"), Is.EqualTo("explicit"));
        Assert.That(answer.Member("scope"), Is.EqualTo("openid"));
    }

    [Test, Category("RFC 6750 §3.1")]
    public async Task A_wrong_token_is_refused_all_the_same()
    {
        using var stranger = new Registrant(Issuer, "unheard-of");

        Assert.That((await stranger.RegisterAsync()).Error, Is.EqualTo("invalid_token"));
    }
}
