using Microsoft.Playwright;

namespace PseIdentity.Browser.Tests.Setup;

/// <summary>The authenticator of a visitor's device, played by Chromium (Web Authentication Level 3 §11): it keeps passkeys and asks for a fingerprint.</summary>
internal sealed class VirtualAuthenticator
{
    private readonly ICDPSession session;
    private readonly string id;

    private VirtualAuthenticator(ICDPSession session, string id)
    {
        this.session = session;
        this.id = id;
    }

    /// <summary>Gives the tab in front one.</summary>
    public static async Task<VirtualAuthenticator> GiveAsync(Visitor visitor, string transport = "internal")
    {
        var session = await visitor.Context.NewCDPSessionAsync(visitor.Page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = transport,
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new VirtualAuthenticator(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>Whether somebody touches it when it asks; otherwise it waits.</summary>
    public Task TouchAsync(bool touches) => session.SendAsync("WebAuthn.setAutomaticPresenceSimulation", With("enabled", touches));

    /// <summary>Whether it knows the finger.</summary>
    public Task KnowFingerAsync(bool knows) => session.SendAsync("WebAuthn.setUserVerified", With("isUserVerified", knows));

    public async Task<IReadOnlyList<string>> CredentialsAsync()
    {
        var found = await session.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = id });
        return [.. found!.Value.GetProperty("credentials").EnumerateArray().Select(credential => credential.GetProperty("credentialId").GetString()!)];
    }

    private Dictionary<string, object> With(string name, bool value) => new() { ["authenticatorId"] = id, [name] = value };
}
