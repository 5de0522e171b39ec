using NUnit.Framework;
using PseIdentity.Protocol.Clients;
using PseIdentity.Server.Accounts;
using PseIdentity.Server.Pages;

namespace PseIdentity.Server.Tests.SignIn;

/// <summary>How people, applications and sessions are shown.</summary>
internal sealed class CardTests
{
    [TestCase("Alice Doe", "AD")]
    [TestCase("alice", "A")]
    [TestCase("Ana María de la Cruz", "AC")]
    [TestCase("", "")]
    [TestCase("😀 smile", "😀S")]
    public void Initials_are_the_first_letters_of_the_first_and_the_last_word(string name, string initials) =>
        Assert.That(new PersonCard(name, null).Initials, Is.EqualTo(initials));

    [TestCase("https://budget.example/terms", true)]
    [TestCase("http://localhost:9100/", true)]
    [TestCase("javascript:alert(1)", false)]
    [TestCase("data:text/html,x", false)]
    [TestCase("//budget.example", false)]
    [TestCase("terms.html", false)]
    public void Only_web_addresses_of_an_application_become_links(string address, bool isLink)
    {
        var card = ClientCard.Of(new Client("budget", new ClientMetadata { TosUri = address, PolicyUri = address, ClientUri = address }, []));

        Assert.That(card?.TermsUri is not null, Is.EqualTo(isLink));
        Assert.That(card?.PolicyUri is not null, Is.EqualTo(isLink));
        Assert.That(card?.Uri is not null, Is.EqualTo(isLink));
    }

    [TestCase("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome · Linux")]
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge · Windows")]
    [TestCase("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone")]
    [TestCase("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · macOS")]
    [TestCase("curl/8.5.0", null)]
    [TestCase(null, null)]
    public void A_device_is_named_as_far_as_its_browser_tells(string? userAgent, string? device) =>
        Assert.That(UserAgents.InWords(userAgent), Is.EqualTo(device));
}
