using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace PseIdentity.Server.Tests.Operations;

public sealed class IssuerPathTests
{
    [TestCase("/sso/help")]
    [TestCase("/help")]
    public async Task A_path_in_the_issuer_is_the_path_base_whether_the_proxy_left_it_or_not(string path)
    {
        await using var provider = await RunningProvider.StartAsync(new ProviderSetup { Issuer = "https://id.example.com/sso" });
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = "id.example.com", Accept = { new("text/html") } } };

        using var response = await provider.Http.SendAsync(request);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain("href=\"/sso/css/"));
        Assert.That(HardeningTests.Header(response, "Strict-Transport-Security"), Is.EqualTo("max-age=31536000"));
    }

    [Test]
    public async Task Discovery_speaks_of_the_issuer_and_of_no_header()
    {
        await using var provider = await RunningProvider.StartAsync(new ProviderSetup { Issuer = "https://id.example.com/sso" });

        var discovery = await provider.Http.GetFromJsonAsync<JsonObject>("/sso/.well-known/openid-configuration");

        Assert.That(discovery!["token_endpoint"]!.GetValue<string>(), Is.EqualTo("https://id.example.com/sso/token"));
    }
}
