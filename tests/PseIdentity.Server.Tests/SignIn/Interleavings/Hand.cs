using PseIdentity.Testing;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>What somebody in front of a page does: mostly what it asks for, at times something else.</summary>
internal sealed class Hand(Random chance, IReadOnlyList<Person> people, IReadOnlyList<RelyingParty> clients, Oracle oracle, FakeTimeProvider clock, Action<string> say)
{
    private const string EssentialMfa = """{"id_token":{"acr":{"essential":true,"values":["urn:pse-identity:acr:mfa"]}}}""";
    private static readonly string[] Steps = ["/login", "/login/code", "/login/password", "/login/enroll", "/select-account", "/consent", "/authorize/resume"];
    private int passwords;

    /// <summary>One step of a tab.</summary>
    public Task ActAsync(Tab tab, IReadOnlyList<Tab> all)
    {
        if (tab.Http.Ahead is not null && !Once(0.1))
            return Doing("follows", tab.FollowAsync());
        if (tab.Http.PageName is null || tab.Http.Ahead is not null || Once(0.08))
            return StartAsync(tab);
        return Once(0.22) ? StrayAsync(tab, all[chance.Next(all.Count)]) : AnswerAsync(tab, wandering: true);
    }

    private Task StrayAsync(Tab tab, Tab other)
    {
        switch (chance.Next(7))
        {
            case 0:
                return Doing("reloads", tab.ReloadAsync());
            case 1 or 2:
                for (var pages = chance.Next(1, 4); pages > 0; pages--)
                    tab.Http.Back();
                return Doing("goes back", Task.CompletedTask);
            case 3 when tab.Asked is not null:
                var step = Steps[chance.Next(Steps.Length)];
                return Doing("jumps to " + step, tab.GoAsync(step + tab.Http.Address.Query));
            case 4:
                clock.Advance(chance.Next(8) == 0 ? TimeSpan.FromMinutes(16) : TimeSpan.FromSeconds(chance.Next(1, 200)));
                return Doing("waits", Task.CompletedTask);
            case 5 when other.Http is { Ahead: null, PageName: not null } && other.Http.Page.QuerySelector("main form[method=post] button[id]")?.Id is { } button:
                var (action, fields) = other.Http.FormOf(button);
                return Doing($"posts #{button} of a page of {other.Visitor.Name}", tab.PostAsync(action.PathAndQuery, fields));
            case 6 when other.Http.Address.IsAbsoluteUri && other.Http.Address.Scheme == "http":
                return Doing($"opens {other.Http.Address.AbsolutePath} of a tab of {other.Visitor.Name}", tab.GoAsync(other.Http.Address));
            default:
                return Doing("wants to sign out", tab.GoAsync("/logout"));
        }
    }

    /// <summary>Does what the page asks for, and nothing wrong.</summary>
    public Task GoOnAsync(Tab tab) => tab.Http.Ahead is not null ? Doing("follows", tab.FollowAsync()) : AnswerAsync(tab, wandering: false);

    public Task StartAsync(Tab tab)
    {
        if (Once(0.05))
            return Doing("opens the account", tab.GoAsync("/account"));
        var client = clients[chance.Next(clients.Count)];
        var prompt = string.Join(' ', new[] { "login", "select_account", "consent" }.Where(_ => Once(0.2)));
        var (wants, insists, age) = (Once(0.3), Once(0.08), Once(0.2) ? chance.Next(3) * 30 : (int?)null);
        var query = client.AuthorizeQuery(("prompt", prompt.Length > 0 ? prompt : null), ("acr_values", wants ? Rules.Mfa : null),
            ("claims", insists ? EssentialMfa : null), ("max_age", age?.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        oracle.Begin(new Asked
        {
            Visitor = tab.Visitor,
            Client = client,
            At = clock.GetUtcNow().AddMilliseconds(10),
            State = client.State,
            Nonce = client.Nonce,
            Verifier = client.Verifier,
            PromptsLogin = prompt.Contains("login", StringComparison.Ordinal),
            PromptsSelectAccount = prompt.Contains("select_account", StringComparison.Ordinal),
            PromptsConsent = prompt.Contains("consent", StringComparison.Ordinal),
            AsksConsent = client.ClientId == "budget",
            WantsMfa = wants,
            InsistsOnMfa = insists,
            MaxAge = age ?? (client.ClientId == "hasty-app" ? 300 : null),
        });
        return Doing($"asks for {client.ClientId} prompt={prompt} mfa={wants}/{insists} max_age={age}", tab.GoAsync(query));
    }

    private Task AnswerAsync(Tab tab, bool wandering) => tab.Http.PageName switch
    {
        "login" => LogInAsync(tab, wandering),
        "second-factor" => TypeCodeAsync(tab, wandering),
        "change-password" => ChangeAsync(tab, wandering),
        "enroll" => EnrollAsync(tab, wandering),
        "select-account" => PressAsync(tab, tab.Http.Shows("account-0") && (!wandering || Once(0.6)) ? "account-0" : "account-other"),
        "consent" when wandering && Once(0.15) => PressAsync(tab, "consent-deny"),
        "consent" => ConsentAsync(tab),
        "logout" => PressAsync(tab, Once(0.7) ? "logout-confirm" : "logout-cancel"),
        _ => StartAsync(tab),
    };

    private Task LogInAsync(Tab tab, bool wandering)
    {
        if (tab.Http.Shows("login-continue") && (!wandering || Once(0.5)))
            return PressAsync(tab, "login-continue");
        if (wandering && tab.Http.Shows("login-cancel") && Once(0.05))
            return PressAsync(tab, "login-cancel");
        var person = people[chance.Next(people.Count)];
        var password = wandering && Once(0.12) ? "wrong-" + person.Password : person.Password;
        return PressAsync(tab, "login-submit", ("username", person.Name), ("password", password));
    }

    private Task TypeCodeAsync(Tab tab, bool wandering)
    {
        var person = tab.Asked?.By ?? tab.Visitor.Session?.Person ?? people[0];
        if (!tab.Http.Shows("code") || (wandering && Once(0.1)))
            return PressAsync(tab, "start-again");
        var now = clock.GetUtcNow();
        var code = (wandering ? chance.Next(8) : 7) switch
        {
            0 => "123456",
            1 => At(person, person.UsedStep),
            2 => At(people[chance.Next(people.Count)], now.ToUnixTimeSeconds() / 30),
            _ => Fresh(person),
        };
        return tab.Http.Shows("trust-device") && Once(0.4)
            ? PressAsync(tab, "code-submit", ("code", code), ("trust-device", "true"))
            : PressAsync(tab, "code-submit", ("code", code));
    }

    private Task ChangeAsync(Tab tab, bool wandering)
    {
        if (wandering && Once(0.1))
            return PressAsync(tab, "start-again");
        var person = tab.Asked?.By ?? people[0];
        var chosen = $"quartz-Meadow-{++passwords}-{chance.Next():x8}-lantern";
        return PressAsync(tab, "password-submit", ("current-password", wandering && Once(0.15) ? "wrong" : person.Password), ("new-password", chosen),
            ("confirm-password", wandering && Once(0.15) ? "another" : chosen));
    }

    private Task EnrollAsync(Tab tab, bool wandering)
    {
        if (tab.Http.Shows("enroll-continue"))
            return PressAsync(tab, "enroll-continue");
        if (tab.Http.Shows("recovery-codes-new"))
            return PressAsync(tab, Once(0.5) ? "recovery-codes-new" : "enroll-later");
        if (wandering && tab.Http.Shows("start-again") && Once(0.1))
            return PressAsync(tab, "start-again");
        if (tab.Http.TextOf("totp-secret") is not { } secret)
            return PressAsync(tab, "enroll-totp");
        return PressAsync(tab, "code-submit", ("code", wandering && Once(0.15) ? "123456" : Totp.At(secret.Replace(" ", "", StringComparison.Ordinal), clock.GetUtcNow())));
    }

    private Task ConsentAsync(Tab tab)
    {
        if (!Once(0.5))
            tab.Http.Page.GetElementById("consent-remember")?.RemoveAttribute("checked");
        return PressAsync(tab, "consent-allow");
    }

    // The app's next code that was not used; a code may be one step early.
    private string Fresh(Person person)
    {
        while (person.UsedStep > clock.GetUtcNow().ToUnixTimeSeconds() / 30)
            clock.Advance(TimeSpan.FromSeconds(30));
        return At(person, Math.Max(person.UsedStep + 1, clock.GetUtcNow().ToUnixTimeSeconds() / 30));
    }

    private static string At(Person person, long step) => person.TotpSecret is { } secret ? Totp.At(secret, DateTimeOffset.FromUnixTimeSeconds(step * 30)) : "654321";

    private Task PressAsync(Tab tab, string button, params (string Field, string Value)[] values) =>
        Doing($"presses {button} {string.Join(' ', values.Select(value => value.Value))}", tab.PressAsync(button, values));

    private async Task Doing(string what, Task done)
    {
        say(what);
        await done;
    }

    private bool Once(double share) => chance.NextDouble() < share;
}
