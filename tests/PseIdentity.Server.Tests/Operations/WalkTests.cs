using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;
using PseIdentity.Server.Email;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Operations;

/// <summary>What is true of every answer that a browser gets, at an issuer of either scheme, with and without a path.</summary>
[TestFixture(null)]
[TestFixture("https://id.example.com")]
[TestFixture("https://id.example.com/sso")]
internal sealed class WalkTests(string? issuer) : ProviderFixture
{
    private readonly MailInbox inbox = new();
    private Walk walk = null!;

    protected override ProviderSetup Setup => base.Setup with
    {
        Issuer = issuer,
        Settings = new Dictionary<string, string>(Relaxed) { ["Sessions:Management"] = "true" },
        Change = builder =>
        {
            builder.Services.RemoveAll<IMailRoute>();
            builder.Services.AddSingleton<IMailRoute>(inbox);
        },
    };

    private bool IsHttps => issuer is not null;

    private string PathBase => issuer is null ? "" : new Uri(issuer).AbsolutePath.TrimEnd('/');

    [OneTimeSetUp]
    public async Task GoEverywhere()
    {
        walk = new Walk(Provider, new Uri(issuer ?? IssuerName), inbox);
        await walk.GoEverywhereAsync();
    }

    [OneTimeTearDown]
    public void Rest() => walk?.Dispose();

    [Test]
    public void The_walk_leads_past_every_page() => Assert.That(walk.Pages, Is.SupersetOf(new[]
    {
        "login", "second-factor", "change-password", "consent", "select-account", "form-post", "device", "approve", "account", "logout", "logged-out", "error", "expired", "help",
    }));

    [Test, Category("RFC 9700 §4.16")]
    public void No_page_may_be_shown_in_a_frame_but_the_one_that_is_made_for_it()
    {
        var framed = walk.Hops.Where(hop => !Policy(hop).Contains("frame-ancestors 'none'", StringComparison.Ordinal)
            || (hop.IsPage && !hop.All("X-Frame-Options").SequenceEqual(["DENY"])));

        Assert.That(walk.Hops.Count(hop => hop.IsPage), Is.GreaterThan(40));
        Assert.That(framed.Select(hop => hop.Address.AbsolutePath).Distinct(), Is.EqualTo(new[] { PathBase + "/check-session" }));
    }

    [Test, Category("RFC 9700 §4.16")]
    public void No_page_runs_or_loads_what_is_not_ours()
    {
        foreach (var hop in walk.Hops)
            Assert.That(Policy(hop), Does.StartWith("default-src 'none'").And.Not.Contains("unsafe").And.Not.Contains("http://*").And.Not.Contains("https:;"), hop.ToString());
    }

    [Test, Category("RFC 9700 §4.2.4")]
    public void No_other_site_learns_from_which_address_a_person_came()
    {
        // same-origin says nothing to other origins, as no-referrer would.
        Assert.That(walk.Hops.Where(hop => !hop.All("Referrer-Policy").SequenceEqual(["same-origin"])).Select(hop => hop.ToString()), Is.Empty);
    }

    [Test, Category("RFC 9700 §4.12")]
    public void After_a_post_a_browser_is_sent_on_with_303_so_that_it_posts_nothing_once_more()
    {
        var redirected = walk.Hops.Where(hop => hop.Method == HttpMethod.Post && hop.Location is not null).ToList();

        Assert.That(redirected.Select(hop => hop.Address.AbsolutePath[PathBase.Length..]).Distinct(), Is.SupersetOf(new[] { "/login", "/login/code", "/login/password", "/consent", "/select-account", "/account" }));
        Assert.That(redirected.Where(hop => hop.Status != HttpStatusCode.SeeOther).Select(hop => hop.ToString()), Is.Empty);
        Assert.That(walk.Hops.Where(hop => hop.Status is HttpStatusCode.TemporaryRedirect), Is.Empty);
    }

    [Test, Category("RFC 9700 §4.2.4")]
    public void No_page_of_a_person_and_no_answer_with_a_code_may_be_kept()
    {
        var personal = walk.Hops.Where(hop => (hop.IsPage && !hop.Address.AbsolutePath.EndsWith("/check-session", StringComparison.Ordinal)) || CarriesCode(hop));

        Assert.That(personal.Where(hop => !hop.All("Cache-Control").Any(value => value.Contains("no-store", StringComparison.Ordinal))).Select(hop => hop.ToString()), Is.Empty);
        Assert.That(walk.Hops.Where(CarriesCode), Is.Not.Empty);
    }

    [Test, Category("RFC 6265 §4.1")]
    public void Every_cookie_belongs_to_this_host_and_path_alone_and_scripts_do_not_read_it()
    {
        var cookies = walk.Hops.SelectMany(hop => hop.All("Set-Cookie")).Select(cookie => new SetCookie(cookie)).ToList();
        var prefix = IsHttps && PathBase.Length == 0 ? "__Host-pse-" : "pse-";

        Assert.That(cookies.Select(cookie => cookie.Name[prefix.Length..].Split('-')[0]).Distinct(), Is.SupersetOf(new[] { "session", "browser", "device", "forgery" }));
        Assert.Multiple(() =>
        {
            foreach (var cookie in cookies)
            {
                Assert.That(cookie.Name, Does.StartWith(prefix).And.Match("-[0-9a-f]{8}$"), "of this issuer: cookies ignore ports");
                Assert.That(cookie["path"], Is.EqualTo(PathBase.Length == 0 ? "/" : PathBase), cookie.Name);
                Assert.That(cookie["domain"], Is.Null, cookie.Name);
                Assert.That(cookie.Has("secure"), Is.EqualTo(IsHttps), cookie.Name);

                // The browser state of Session Management is no credential: our frame at other sites reads it.
                var isState = cookie.Name.StartsWith(prefix + "browser-state-", StringComparison.Ordinal);
                Assert.That(cookie.Has("httponly"), Is.EqualTo(!isState), cookie.Name);
                Assert.That(cookie["samesite"], Is.EqualTo(isState && IsHttps ? "none" : "lax").IgnoreCase, cookie.Name);
            }
        });
    }

    private static bool CarriesCode(Hop hop) => hop.Location?.OriginalString.Contains("code=", StringComparison.Ordinal) == true;

    private static string Policy(Hop hop) => string.Join(", ", hop.All("Content-Security-Policy"));

    private sealed class SetCookie(string header)
    {
        private readonly string[] parts = header.Split("; ");

        public string Name => parts[0].Split('=')[0];

        public string? this[string attribute] =>
            parts.Skip(1).Select(part => part.Split('=', 2)).FirstOrDefault(part => string.Equals(part[0], attribute, StringComparison.OrdinalIgnoreCase))?.ElementAtOrDefault(1);

        public bool Has(string attribute) => parts.Skip(1).Any(part => string.Equals(part.Split('=')[0], attribute, StringComparison.OrdinalIgnoreCase));
    }
}
