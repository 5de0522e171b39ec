using System.Globalization;
using NUnit.Framework;
using PseIdentity.Browser.Tests.Setup;
using PseIdentity.Testing.Http;
using static Microsoft.Playwright.Assertions;

namespace PseIdentity.Browser.Tests.Approvals;

/// <summary>A call centre asks for somebody, who decides where the mail leads (CIBA).</summary>
public sealed class DecoupledTests : Journey
{
    private static int messages;

    private RelyingParty callCentre = null!;

    [SetUp]
    public void Open() => callCentre = OtherClients.CallCentre(Demo.Provider);

    [TearDown]
    public void Close() => callCentre.Dispose();

    [TestCaseSource(typeof(Variant), nameof(Variant.All)), Category("CIBA §8")]
    public async Task The_link_in_the_mail_leads_to_the_question_and_the_answer_to_tokens(Variant variant)
    {
        var alice = People.Alice();
        var (request, message, link) = await AskAsync(alice);
        var visitor = await ComesAsync(variant);
        await visitor.Page.GotoAsync(link.ToString());
        await visitor.EnterPasswordAsync(alice);

        await IsAskedAsync(visitor, message);
        await visitor.PressAsync("approve-allow");

        await visitor.IsOnAsync("approve");
        await Expect(visitor.Page.Locator("[role=status] h1")).ToHaveTextAsync("Approved");
        var tokens = await callCentre.PollCibaAsync(request);
        Assert.That(tokens.Status, Is.EqualTo(200), tokens.Body);
        await visitor.Page.GotoAsync(link.ToString());
        await Expect(visitor["approve-none"]).ToBeVisibleAsync();
    }

    [TestCaseSource(typeof(Variant), nameof(Variant.All)), Category("CIBA §11")]
    public async Task Who_declines_is_believed(Variant variant)
    {
        var alice = People.Alice();
        var (request, message, link) = await AskAsync(alice);
        var visitor = await ComesAsync(variant);
        await visitor.Page.GotoAsync(link.ToString());
        await visitor.EnterPasswordAsync(alice);

        await IsAskedAsync(visitor, message);
        await visitor.PressAsync("approve-deny");

        await Expect(visitor.Page.Locator("[role=status] h1")).ToHaveTextAsync("Declined");
        Assert.That((await callCentre.PollCibaAsync(request)).Error, Is.EqualTo("access_denied"));
    }

    [Test, Category("CIBA §8")]
    public async Task To_another_person_the_request_does_not_exist()
    {
        var alice = People.Alice();
        var (_, message, link) = await AskAsync(alice);
        var other = await ComesAsync(Variant.Desktop);
        await other.Page.GotoAsync(link.ToString());
        await other.EnterPasswordAsync(People.Alice());

        await other.IsOnAsync("approve");
        await Expect(other["approve-none"]).ToBeVisibleAsync();
        await Expect(other.Page.Locator("main")).Not.ToContainTextAsync("Call centre");

        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.Page.GotoAsync(link.ToString());
        await visitor.EnterPasswordAsync(alice);
        await IsAskedAsync(visitor, message);
    }

    [Test, Category("CIBA §8")]
    public async Task The_keyboard_alone_is_enough()
    {
        var alice = People.Alice();
        var (_, message, link) = await AskAsync(alice);
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.Page.GotoAsync(link.ToString());
        await visitor.EnterPasswordAsync(alice);
        await IsAskedAsync(visitor, message);

        await visitor.Page.Keyboard.PressAsync("Tab");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor["approve-allow"]).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor["approve-deny"]).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Page.Locator("[role=status] h1")).ToHaveTextAsync("Declined");
    }

    [Test]
    public async Task The_page_keeps_nobody_out()
    {
        var alice = People.Alice();
        var (_, message, link) = await AskAsync(alice);
        var visitor = await ComesAsync(Variant.Desktop);
        await visitor.Page.GotoAsync(link.ToString());
        await visitor.EnterPasswordAsync(alice);
        await IsAskedAsync(visitor, message);
        await PictureAsync(visitor, "approve");
        await visitor.PressAsync("approve-allow");
        await Expect(visitor.Page.Locator("[role=status]")).ToBeVisibleAsync();
        await PictureAsync(visitor, "approve-allowed");
        await visitor.Page.GotoAsync(link.ToString());
        await visitor["approve-none"].WaitForAsync();
        await PictureAsync(visitor, "approve-none");
    }

    private async Task<(string Request, string Message, Uri Link)> AskAsync(Person person)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"Tea-{Interlocked.Increment(ref messages):0000}");
        var answer = await callCentre.BeginCibaAsync(("login_hint", person.UserName), ("binding_message", message));
        return (answer.Need("auth_req_id"), message, await Mail.LinkAsync(person.Email, message));
    }

    private static async Task IsAskedAsync(Visitor visitor, string message)
    {
        await visitor.IsOnAsync("approve");
        await Expect(visitor.Page.Locator("h1")).ToContainTextAsync("Call centre");
        await Expect(visitor["binding-message"]).ToHaveTextAsync(message);
    }
}
