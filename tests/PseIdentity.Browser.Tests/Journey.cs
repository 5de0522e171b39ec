using Microsoft.Playwright;
using NUnit.Framework;
using NUnit.Framework.Interfaces;
using PseIdentity.Browser.Tests.Looks;
using PseIdentity.Browser.Tests.Setup;

namespace PseIdentity.Browser.Tests;

/// <summary>One test with its visitors. At the end no browser has complained; where a test failed, the last pages are kept to be looked at.</summary>
public abstract class Journey
{
    private readonly List<Visitor> visitors = [];
    private readonly List<string> complaints = [];

    internal static RunningDemo Demo => Suite.Demo;

    internal static People People => Suite.People;

    internal static TicketShop Shop => Suite.Shop;

    /// <summary>What the provider has sent by mail.</summary>
    internal static Inbox Mail => Suite.MailServer.Inbox;

    /// <summary>What it has sent as text messages.</summary>
    internal static Inbox Texts => Suite.TextGateway.Inbox;

    /// <summary>Somebody with a browser that knows nothing yet.</summary>
    internal async Task<Visitor> ComesAsync(Variant variant)
    {
        var context = await Suite.Chromium.Browser.NewContextAsync(new()
        {
            JavaScriptEnabled = variant.JavaScript,
            ViewportSize = new() { Width = variant.Width, Height = 800 },
            ColorScheme = ColorScheme.Light,
            Locale = Looking.Language,
        });
        return await ComesAsync(context, variant);
    }

    internal async Task<Visitor> ComesAsync(IBrowserContext context, Variant variant)
    {
        context.SetDefaultTimeout(Chromium.Patience);
        var visitor = new Visitor(context, variant, context.Pages.Count > 0 ? context.Pages[0] : await context.NewPageAsync());
        visitors.Add(visitor);
        return visitor;
    }

    /// <summary>Pictures of the page in front, once for all the ways in which a journey is made; the test fails in the end where somebody would be kept out.</summary>
    internal async Task PictureAsync(Visitor visitor, string name)
    {
        if (visitor.Variant == Variant.Desktop)
            complaints.AddRange(await visitor.LookAsync(name));
    }

    [TearDown]
    public async Task Part()
    {
        var failed = TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed;
        foreach (var (number, visitor) in visitors.Index())
        {
            if (failed)
                await visitor.KeepEvidenceAsync($"{TestContext.CurrentContext.Test.Name}-{number + 1}");
            await visitor.Context.DisposeAsync();
        }

        if (failed)
            return;
        Assert.That(complaints, Is.Empty, string.Join(Environment.NewLine, complaints));
        Assert.That(visitors.SelectMany(visitor => visitor.Faults.Found), Is.Empty, "what the browser complained of");
    }
}
