using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PseIdentity.Testing.Http;

/// <summary>
/// A browser without scripts: keeps cookies, follows redirects inside the provider, submits forms by their ids, and stops at the door of a relying party.
/// One that spreads its requests over several addresses plays a load balancer without sticky sessions.
/// </summary>
public sealed class HttpBrowser : IDisposable
{
    private readonly HttpClient http;
    private readonly Uri issuer;
    private readonly Uri[] nodes;
    private readonly CookieJar cookies;
    private readonly bool isTab;
    private readonly List<Hop> hops = [];
    private readonly Stack<(IHtmlDocument Page, Uri Address)> before = new();
    private (IHtmlDocument Page, Uri Address)? shown;
    private (HttpMethod Method, Uri Address, IReadOnlyList<KeyValuePair<string, string>>? Form)? last;
    private int turn;

    /// <param name="issuer">The public address; redirects to it are followed.</param>
    /// <param name="nodes">Where the requests really go, in turn; none means to the issuer.</param>
    public HttpBrowser(Uri issuer, params Uri[] nodes) : this(issuer, nodes, new CookieJar(), null)
    {
    }

    private HttpBrowser(Uri issuer, Uri[] nodes, CookieJar cookies, HttpClient? shared)
    {
        this.issuer = issuer;
        this.nodes = nodes.Length == 0 ? [issuer] : nodes;
        this.cookies = cookies;
        isTab = shared is not null;
        http = shared ?? new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });
    }

    public IReadOnlyDictionary<string, string> Cookies => cookies.All;

    /// <summary>What it says about its languages (RFC 9110 §12.5.4); nothing when null.</summary>
    public string? AcceptLanguage { get; init; }

    /// <summary>The last page that was shown, and where.</summary>
    public IHtmlDocument Page { get; private set; } = new HtmlParser().ParseDocument("");

    public Uri Address { get; private set; } = new("about:blank");

    public HttpStatusCode Status { get; private set; }

    /// <summary>Of the last answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>Every answer of the last step, redirects included.</summary>
    public IReadOnlyList<Hop> Hops => hops;

    /// <summary>The address outside the provider that the last step led to, or null when a page is shown.</summary>
    public Uri? Left { get; private set; }

    /// <summary>The form that it left with, where it left by one (<c>response_mode=form_post</c>); otherwise null.</summary>
    public IReadOnlyDictionary<string, string>? LeftWith { get; private set; }

    /// <summary>Whether redirects inside the provider are followed at once; otherwise each waits for <see cref="FollowAsync"/>.</summary>
    public bool FollowsRedirects { get; set; } = true;

    /// <summary>Where the last answer leads, while that waits to be followed.</summary>
    public Uri? Ahead { get; private set; }

    /// <summary>What <c>data-page</c> says; null when the browser has left.</summary>
    public string? PageName => Left is null ? Page.Body?.GetAttribute("data-page") : null;

    public Task GoAsync(string pathAndQuery) => SendAsync(HttpMethod.Get, new Uri(issuer, pathAndQuery), null);

    public Task GoAsync(Uri address) => SendAsync(HttpMethod.Get, address, null);

    /// <summary>Posts a form of another site's page: cookies that are SameSite=Lax stay at home until a redirect turns it into a GET.</summary>
    public Task PostFromElsewhereAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(HttpMethod.Post, new Uri(issuer, path), fields, fromElsewhere: true);

    /// <summary>Posts fields of the caller's own, with this browser's cookies: what a page of the same site could do.</summary>
    public Task PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => SendAsync(HttpMethod.Post, new Uri(issuer, path), fields);

    /// <summary>What pressing a button would post, and where.</summary>
    public (Uri Action, List<KeyValuePair<string, string>> Fields) FormOf(string buttonId, params (string Field, string Value)[] values)
    {
        var (button, form) = Find(buttonId);
        return (new Uri(Address, button.GetAttribute("formaction") ?? form.GetAttribute("action") ?? Address.ToString()), FieldsOf(form, button, values));
    }

    /// <summary>Posts fields that the page does not have to its own address, with its token: what somebody does who writes requests by hand.</summary>
    public Task PostAsync(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var token = Page.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? "";
        return SendAsync(HttpMethod.Post, Address, [.. fields, new("__RequestVerificationToken", token)]);
    }

    /// <summary>Fills the form around a button and presses it.</summary>
    public Task PressAsync(string buttonId, params (string Field, string Value)[] values)
    {
        var (_, form) = Find(buttonId);
        var (action, fields) = FormOf(buttonId, values);
        return string.Equals(form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase)
            ? SendAsync(HttpMethod.Post, action, fields)
            : SendAsync(HttpMethod.Get, new Uri(action.GetLeftPart(UriPartial.Path) + "?" + Encode(fields)), null);
    }

    private (IHtmlElement Button, IHtmlFormElement Form) Find(string buttonId)
    {
        var button = Page.GetElementById(buttonId) as IHtmlElement
            ?? throw new InvalidOperationException($"No #{buttonId} on {PageName} at {Address}: {Page.Body?.TextContent.Trim()}");
        var form = button.Closest("form") as IHtmlFormElement
            ?? (button.GetAttribute("form") is { } id ? Page.GetElementById(id) as IHtmlFormElement : null)
            ?? throw new InvalidOperationException($"#{buttonId} is in no form.");
        return (button, form);
    }

    public bool Shows(string id) => Page.GetElementById(id) is not null;

    public string? TextOf(string id) => Page.GetElementById(id)?.TextContent.Trim();

    /// <summary>A browser with a copy of this one's cookies, and a page of its own: what happens at the same moment here and there.</summary>
    public HttpBrowser AnotherTab() => new(issuer, nodes, cookies.Copy(), null);

    /// <summary>A tab of this browser, for as long as it is open: one jar of cookies, whichever of them is used, and a page of its own.</summary>
    public HttpBrowser TabBeside() => new(issuer, nodes, cookies, http) { FollowsRedirects = FollowsRedirects };

    /// <summary>The redirect that waited.</summary>
    public Task FollowAsync() => GoAsync(Ahead ?? throw new InvalidOperationException("Nothing leads on."));

    /// <summary>Asks for the page once more as it was asked for, by POST where that brought it.</summary>
    public Task ReloadAsync() => last is { } request ? SendAsync(request.Method, request.Address, request.Form) : throw new InvalidOperationException("Nothing was asked for yet.");

    /// <summary>Shows the page before as it was, without asking for it; false where there is none.</summary>
    public bool Back()
    {
        // From elsewhere, or from a redirect that waits, the last page is the one before.
        if (Left is null && Ahead is null)
            shown = before.TryPop(out var earlier) ? earlier : null;
        if (shown is not { } page)
            return false;
        (Page, Address) = page;
        (Left, LeftWith, Ahead) = (null, null, null);
        last = (HttpMethod.Get, Address, null);
        return true;
    }

    public void SetCookie(string name, string value) => cookies.Set(name, value);

    public void ForgetCookies() => cookies.Clear();

    public void Dispose()
    {
        if (!isTab)
            http.Dispose();
    }

    private async Task SendAsync(HttpMethod method, Uri address, IEnumerable<KeyValuePair<string, string>>? form, bool fromElsewhere = false)
    {
        (Left, LeftWith, Ahead) = (null, null, null);
        hops.Clear();
        for (var hop = 0; hop < 20; hop++)
        {
            if (address.GetLeftPart(UriPartial.Authority) != issuer.GetLeftPart(UriPartial.Authority))
            {
                (Left, LeftWith) = (address, form?.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal));
                return;
            }
            using var request = new HttpRequestMessage(method, OnNode(address)) { Content = form is null ? null : new FormUrlEncodedContent(form) };
            request.Headers.Host = issuer.Authority;
            if (cookies.Header is { } sent && !(fromElsewhere && method == HttpMethod.Post))
                request.Headers.Add("Cookie", sent);
            if (AcceptLanguage is not null)
                request.Headers.TryAddWithoutValidation("Accept-Language", AcceptLanguage);
            using var response = await http.SendAsync(request);
            cookies.Keep(response);
            Status = response.StatusCode;
            Address = address;
            hops.Add(new Hop(method, address, response) { Form = [.. form ?? []] });
            last = (method, address, form?.ToList());
            Headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            {
                // RFC 9110 §15.4.8, §15.4.9: after these two a browser posts the same once more.
                if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                    (method, form) = (HttpMethod.Get, null);
                address = new Uri(address, location);
                if (FollowsRedirects || address.GetLeftPart(UriPartial.Authority) != issuer.GetLeftPart(UriPartial.Authority))
                    continue;
                Ahead = address;
                return;
            }
            Page = new HtmlParser().ParseDocument(await response.Content.ReadAsStringAsync());
            // This page has nothing to read: it only ends the redirects that a company's form began.
            if (PageName == "company-returned" && Page.GetElementById("returned-continue")?.GetAttribute("href") is { } next)
            {
                (method, form, address) = (HttpMethod.Get, null, new Uri(address, next));
                continue;
            }
            if (shown is { } earlier)
                before.Push(earlier);
            shown = (Page, Address);
            return;
        }
        throw new InvalidOperationException($"Redirected for ever, last to {address}");
    }

    private Uri OnNode(Uri address) => new(nodes[(int)((uint)Interlocked.Increment(ref turn) % (uint)nodes.Length)], address.PathAndQuery);

    private static List<KeyValuePair<string, string>> FieldsOf(IHtmlFormElement form, IHtmlElement button, (string Field, string Value)[] values)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var input in form.QuerySelectorAll("input[name], select[name], textarea[name]"))
        {
            var name = input.GetAttribute("name")!;
            if (values.Any(v => v.Field == name) || input.HasAttribute("disabled"))
                continue;
            var type = input.GetAttribute("type");
            if (type is "submit" or "button" || (type is "checkbox" or "radio" && !input.HasAttribute("checked")))
                continue;
            fields.Add(new(name, input is IHtmlSelectElement choice ? choice.Value ?? "" : input.GetAttribute("value") ?? (type is "checkbox" ? "on" : "")));
        }
        foreach (var (field, value) in values)
            if (form.QuerySelector($"[name='{field}']") is null)
                throw new InvalidOperationException($"The form has no field {field}.");
            else
                fields.Add(new(field, value));
        if (button.GetAttribute("name") is { Length: > 0 } pressed)
            fields.Add(new(pressed, button.GetAttribute("value") ?? ""));
        return fields;
    }

    private static string Encode(IEnumerable<KeyValuePair<string, string>> fields) =>
        string.Join('&', fields.Select(f => Uri.EscapeDataString(f.Key) + "=" + Uri.EscapeDataString(f.Value)));
}
