using System.Text.Json;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.SignIn.Passkeys;

/// <summary>What browsers and password managers look up.</summary>
internal sealed class WellKnownTests : PasskeyPages
{
    protected override ProviderSetup Setup => base.Setup with
    {
        Settings = new Dictionary<string, string>(base.Setup.Settings) { ["Passkeys:RelatedOrigins:0"] = "https://bank.example.co.uk" },
    };

    [Test, Category("WebAuthn §5.11")]
    public async Task Related_origins_are_named()
    {
        using var document = JsonDocument.Parse(await Provider.Http.GetStringAsync("/.well-known/webauthn"));

        Assert.That(document.RootElement.GetProperty("origins").EnumerateArray().Select(origin => origin.GetString()), Is.EqualTo(new[] { Public.GetLeftPart(UriPartial.Authority), "https://bank.example.co.uk" }));
    }

    [Test]
    public async Task Password_managers_find_where_passkeys_are_made_and_kept()
    {
        using var response = await Provider.Http.GetAsync("/.well-known/passkey-endpoints");
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("application/json"));
        Assert.That(document.RootElement.GetProperty("enroll").GetString(), Is.EqualTo(new Uri(Public, "/account/security").ToString()));
        Assert.That(document.RootElement.GetProperty("manage").GetString(), Is.EqualTo(new Uri(Public, "/account/security").ToString()));
    }
}
