namespace PseIdentity.Testing.Http;

/// <summary>Flows in which a person decides on another device: what the client sends, and what the person does on our pages.</summary>
public static class Decoupled
{
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>Begins the device flow (RFC 8628 §3.1) with everything that belongs to it.</summary>
    public static Task<TokenAnswer> BeginDeviceAsync(this RelyingParty party, params (string Name, string? Value)[] changes) =>
        party.PostAsync("/device_authorization", [("scope", party.Scope), .. changes]);

    public static Task<TokenAnswer> PollDeviceAsync(this RelyingParty party, string deviceCode, params (string Name, string? Value)[] changes) =>
        party.TokenAsync([("grant_type", DeviceGrant), ("device_code", deviceCode), .. changes]);

    public const string CibaGrant = "urn:openid:params:grant-type:ciba";

    /// <summary>Asks for a person who is not there (CIBA §7.1), with everything that belongs to it.</summary>
    public static Task<TokenAnswer> BeginCibaAsync(this RelyingParty party, params (string Name, string? Value)[] changes) =>
        party.PostAsync("/backchannel_authentication", [("scope", party.Scope), ("login_hint", "alice"), .. changes]);

    public static Task<TokenAnswer> PollCibaAsync(this RelyingParty party, string authReqId, params (string Name, string? Value)[] changes) =>
        party.TokenAsync([("grant_type", CibaGrant), ("auth_req_id", authReqId), .. changes]);

    /// <summary>Follows the link of the message, signing in where asked, and answers the question.</summary>
    public static async Task DecideCibaAsync(this HttpBrowser browser, Uri link, bool allow = true, string userName = "alice")
    {
        await browser.GoAsync(link);
        await browser.SignInWhereAskedAsync(userName);
        await browser.PressAsync(allow ? "approve-allow" : "approve-deny");
    }

    /// <summary>A member of an answer that has to be there.</summary>
    public static string Need(this TokenAnswer answer, string member) => answer.Member(member) ?? throw new InvalidOperationException($"No {member} in {answer.Body}");

    /// <summary>Types the code on the page, signing in where asked, up to the question.</summary>
    public static async Task TypeUserCodeAsync(this HttpBrowser browser, string userCode, string userName = "alice")
    {
        await browser.GoAsync("/device");
        await browser.SignInWhereAskedAsync(userName);
        await browser.PressAsync("device-submit", ("user_code", userCode));
    }

    /// <summary>Types the code and answers the question.</summary>
    public static async Task DecideDeviceAsync(this HttpBrowser browser, string userCode, bool allow = true, string userName = "alice")
    {
        await browser.TypeUserCodeAsync(userCode, userName);
        await browser.PressAsync(allow ? "device-allow" : "device-deny");
    }

    public static async Task SignInWhereAskedAsync(this HttpBrowser browser, string userName)
    {
        if (browser.PageName == "login")
            await browser.PressAsync("login-submit", ("username", userName), ("password", Installation.Password));
    }
}
