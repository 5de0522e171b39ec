using NUnit.Framework;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The client is told that the person has decided (CIBA §10.2).</summary>
internal sealed class CibaPingTests : CibaFixture
{
    [Test, Category("CIBA §10.2")]
    public async Task A_ping_says_which_request_is_decided_under_the_clients_own_token([Values] bool allow)
    {
        using var browser = new HttpBrowser(Issuer);
        var desk = PingDesk();
        var (authReqId, link) = await Scenes.BegunAsync(desk, ("client_notification_token", "a-token-of-the-client"));

        await browser.DecideCibaAsync(link, allow);
        var ping = await receiver.NextAsync();

        Assert.Multiple(() =>
        {
            Assert.That(ping.Authorization, Is.EqualTo("Bearer a-token-of-the-client"));
            Assert.That(ping.ContentType, Does.StartWith("application/json"));
            Assert.That(ping.Body, Is.EqualTo($$"""{"auth_req_id":"{{authReqId}}"}"""));
        });
        var answer = await desk.PollCibaAsync(authReqId);
        Assert.That(answer.Status, Is.EqualTo(allow ? 200 : 400), answer.Body);
    }

    [Category("CIBA §10.2")]
    [TestCase(200)]
    [TestCase(204)]
    [TestCase(301)]
    [TestCase(401)]
    [TestCase(403)]
    public async Task A_ping_is_neither_redirected_nor_repeated(int status)
    {
        receiver.Status = status;
        using var browser = new HttpBrowser(Issuer);
        var (authReqId, link) = await Scenes.BegunAsync(PingDesk(), ("client_notification_token", "token"));
        await browser.DecideCibaAsync(link);
        Assert.That((await receiver.NextAsync()).Body, Does.Contain(authReqId));

        // A second and a third try would come now, before what comes after them. It is less than the minute for which a delivery is claimed:
        // the ping has arrived, but that it has is perhaps not written down yet.
        Pass(50);
        receiver.Status = 204;
        var (next, nextLink) = await Scenes.BegunAsync(PingDesk(), ("client_notification_token", "token"));
        await browser.DecideCibaAsync(nextLink);
        Assert.That((await receiver.NextAsync()).Body, Does.Contain(next));
    }

    [Category("CIBA §7.1")]
    [TestCase(null)]
    [TestCase("with space")]
    public async Task A_ping_client_without_a_usable_token_is_refused(string? token) =>
        Assert.That((await PingDesk().BeginCibaAsync(("client_notification_token", token))).Error, Is.EqualTo("invalid_request"));
}
