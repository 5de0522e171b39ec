using System.Text.Json;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>What scenarios of decoupled sign-in start from: two clients, a person, and the mail that reaches her.</summary>
internal sealed class CibaScenes(Uri issuer, MailInbox inbox, FakeTimeProvider clock)
{
    private static int messages;

    public string IssuerName { get; } = issuer.GetLeftPart(UriPartial.Authority);

    /// <summary>Seconds since 1970.</summary>
    public long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    public RelyingParty CallCentre { get; } = Installation.CallCentre(issuer);

    public RelyingParty SignedDesk { get; } = Installation.SignedDesk(issuer);

    public RelyingParty Portal { get; } = Installation.Portal(issuer);

    /// <summary>A request under way: what the client holds and where the person decides.</summary>
    public async Task<(string AuthReqId, Uri Link)> BegunAsync(RelyingParty? party = null, params (string Name, string? Value)[] changes)
    {
        var message = changes.FirstOrDefault(change => change.Name == "binding_message").Value ?? $"TX-{Interlocked.Increment(ref messages):0000}";
        var answer = await (party ?? CallCentre).BeginCibaAsync([("binding_message", message), .. changes]);
        return (answer.Need("auth_req_id"), MailInbox.LinkIn((await inbox.NextAsync(message)).Text));
    }

    /// <summary>A request that alice has decided.</summary>
    public async Task<string> DecidedAsync(bool allow, params (string Name, string? Value)[] changes)
    {
        var (authReqId, link) = await BegunAsync(null, changes);
        using var browser = new HttpBrowser(issuer);
        await browser.DecideCibaAsync(link, allow);
        return authReqId;
    }

    /// <summary>A signed request, valid as it stands: a null value leaves a claim out.</summary>
    public string Signed(params (string Name, object? Value)[] changes) => SignedWith(Installation.ClientKeys["ES256"], changes);

    public string SignedWith(SigningKey key, params (string Name, object? Value)[] changes) => SignedWith(key, "JWT", changes);

    public string SignedWith(SigningKey key, string type, params (string Name, object? Value)[] changes)
    {
        var now = Now;
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = "signed-desk",
            ["aud"] = IssuerName,
            ["exp"] = now + 300,
            ["iat"] = now,
            ["nbf"] = now,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["scope"] = "openid",
            ["login_hint"] = "alice",
        };
        foreach (var (name, value) in changes)
            claims[name] = value;
        return JwtWriter.Sign(key, type, claims, static (json, claims) =>
        {
            foreach (var (name, value) in claims)
                if (value is not null)
                {
                    json.WritePropertyName(name);
                    JsonSerializer.Serialize(json, value);
                }
        });
    }

    /// <summary>The second client asks with a signed request.</summary>
    public Task<TokenAnswer> AskSignedAsync(string request, params (string Name, string? Value)[] changes) =>
        SignedDesk.PostAsync("/backchannel_authentication", [("request", request), .. changes]);
}

/// <summary>One row about decoupled sign-in in the table of refusals; as <see cref="Refusal"/>.</summary>
internal sealed record CibaRefusal(string Situation, string Section, string Code, int Status, Func<CibaScenes, Task<TokenAnswer>> Scenario)
{
    public override string ToString() => Situation;
}
