using System.Text.Json;
using System.Web;
using PseIdentity.Protocol.Jose;
using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>
/// Reads along what goes over the wire and keeps account of what each browser has proven for each request, from the forms alone.
/// Whatever the provider gives away is held against that.
/// </summary>
internal sealed class Oracle(IReadOnlyList<Person> people)
{
    private readonly Dictionary<string, Asked> byHandle = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Asked> byState = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Asked Asked, Person? Person, string Secret, DateTimeOffset At)> offers = new(StringComparer.Ordinal);
    private readonly HashSet<Person> remembered = [];

    /// <summary>How many times something was given away, and held against the account.</summary>
    public int Judged { get; private set; }

    public void Begin(Asked asked) => byState.Add(asked.State, asked);

    public Asked? Of(Uri? address) => address is not null && HandleIn(address) is { } handle ? byHandle.GetValueOrDefault(handle) : null;

    /// <summary>One request and its answer.</summary>
    /// <returns>The authorization request that it was about, or null.</returns>
    /// <exception cref="InterleavingException">The provider gave away what was not proven, or kept what was.</exception>
    public Asked? See(Visitor visitor, Hop hop, HttpBrowser tab, DateTimeOffset now)
    {
        var asked = hop.Address.AbsolutePath == "/authorize" ? byState[HttpUtility.ParseQueryString(hop.Address.Query)["state"]!].ArriveAt(visitor, now) : Of(hop.Address);
        Name(visitor, hop, asked, now);
        if (asked is not null)
            Rules.Expire(asked, now);
        if (hop.Status >= System.Net.HttpStatusCode.InternalServerError)
            throw new InterleavingException($"{hop} is our fault.");
        if (asked is not null && asked.Visitor != visitor)
            Expect((int)hop.Status == 400, "The request of another browser is heard.");

        var isHeard = hop.Method == HttpMethod.Post && (int)hop.Status is 200 or 303;
        var finishes = isHeard && asked is not null ? Act(asked, hop, now) : null;
        if (EndsSession(hop) || (isHeard && hop.Address.AbsolutePath == "/logout" && hop.Form.Any(field => field.Key == "logout-confirm")))
            visitor.Session = null;
        if (finishes is not null && !SetsSession(hop) && asked?.Proofs.Count == 1 && visitor.Trusted.Contains(finishes.Person))
        {
            // The promise not to ask here has ended: to be asked is always right.
            visitor.Trusted.Remove(finishes.Person);
            finishes = null;
        }
        Expect(SetsSession(hop) == finishes is not null, finishes is null
            ? $"A session, although {(asked is null ? "nothing was asked" : Rules.DueFor(asked, now))} is due."
            : $"Everything was proven for {finishes.Person}, and nobody is signed in.");
        if (finishes is not null)
        {
            Judged++;
            if (asked is { Trusts: true })
                visitor.Trusted.Add(finishes.Person);
            visitor.Session = finishes with { Sid = visitor.Session?.Person == finishes.Person ? visitor.Session.Sid : null };
            asked?.Forget();
        }
        if (hop.IsPage)
            ReadOffer(asked, tab, now);
        return asked;
    }

    /// <summary>The browser leaves for the application with this answer.</summary>
    public void Leave(Asked asked, IReadOnlyDictionary<string, string> answer, DateTimeOffset now)
    {
        Expect(answer["state"] == asked.State, "The answer is to another request.");
        if (answer.ContainsKey("code"))
            Expect(Rules.Forbids(asked, remembered.Contains, now) is not { } why ? null : "A code, although " + why + ".");
        else if (answer["error"] == "access_denied")
            Expect(asked.Denied, "Nobody said no.");
        else
            Expect(answer["error"] == "unmet_authentication_requirements" && asked is { InsistsOnMfa: true, Visitor.Session: { Acr: Rules.Password } session } && !Rules.CouldReach(asked, session), "The client was told " + answer["error"]);
    }

    /// <summary>What an ID token says about the session.</summary>
    public void Judge(Visitor visitor, string idToken, string nonce)
    {
        Judged++;
        var claims = CanonicalBase64Url.TryDecode(idToken.Split('.')[1], out var payload) ? JsonDocument.Parse(payload).RootElement : default;
        var session = visitor.Session ?? throw new InterleavingException("Nobody is signed in.");
        var sid = claims.GetProperty("sid").GetString();
        var said = $"{claims.GetProperty("sub")} {claims.GetProperty("amr")} {claims.GetProperty("acr")} {claims.GetProperty("auth_time")} {claims.GetProperty("nonce")} {sid}";
        var known = $"{session.Person.Subject} {JsonSerializer.Serialize(session.Amr)} {session.Acr} {session.At.ToUnixTimeSeconds()} {nonce} {session.Sid ??= sid}";
        Expect(said == known, $"The token says {said} where {known} was proven.");
    }

    // A right answer moves the account on; the session that it makes, where it was the last one.
    private SignedIn? Act(Asked asked, Hop hop, DateTimeOffset now)
    {
        string? Field(string name) => hop.Form.Where(field => field.Key == name).Select(field => field.Value).FirstOrDefault();
        var due = Rules.DueFor(asked, now);
        switch (hop.Address.AbsolutePath)
        {
            case "/login" when Field("login-cancel") is not null:
                return Deny(asked);
            case "/login" when Field("login-continue") is not null:
                asked.DropProofs();
                return null;
            case "/login" when people.FirstOrDefault(person => person.Name == Field("username") && person.Password == Field("password")) is { } person:
                asked.Forget();
                asked.By = person;
                asked.Proofs.Add(("pwd", now));
                break;
            case not "/login" and not "/consent" and not "/select-account" when Field("start-again") is not null || Field("press") == "start-again":
            case "/select-account" when Field("account-0") is null:
                asked.Forget();
                return null;
            case "/login/code" when due == Due.Code && (asked.Proofs.Count > 0 ? asked.By : asked.Visitor.Session?.Person) is { } person && person.StepOf(Field("code"), now) is { } step:
                person.UsedStep = step;
                return Prove(asked, person, Field("trust-device") is not null, now);
            case "/login/password" when due == Due.NewPassword && asked.By is { } person && Field("current-password") == person.Password && Field("new-password") == Field("confirm-password"):
                Replace(asked, person, Field("new-password"), now);
                break;
            case "/login/enroll" when due == Due.Enrolment && Field("press") == "continue":
                asked.HasSavedCodes = true;
                break;
            case "/login/enroll" when due == Due.Enrolment && !asked.HasSetUp && Field("choose") is null:
                SetUp(asked, Field("ticket"), Field("code"), now);
                return null;
            case "/select-account" when asked.Visitor.Session is { } session && Field("account-0") == session.Sid:
                asked.DropProofs();
                (asked.Chosen, asked.Denied) = (session.Person, false);
                return null;
            case "/consent" when asked.Visitor.Session is { } session && Field("session") == session.Sid && asked.Proofs.Count == 0:
                return Field("consent-allow") is null ? Deny(asked) : Allow(asked, session.Person, Field("consent-remember") is not null);
            default:
                return null;
        }
        return Rules.DueFor(asked, now) == Due.Nothing && asked.By is { } by ? Rules.Finish(asked, by, now) : null;
    }

    private static SignedIn? Prove(Asked asked, Person person, bool trusts, DateTimeOffset now)
    {
        asked.Trusts = trusts;
        if (asked.Proofs.Count == 0)
            return asked.Visitor.Session! with { Amr = [.. asked.Visitor.Session.Amr, "otp", "mfa"], Acr = Rules.Mfa, At = now };
        asked.Proofs.Add(("otp", now));
        return Rules.DueFor(asked, now) == Due.Nothing ? Rules.Finish(asked, person, now) : null;
    }

    private void Replace(Asked asked, Person person, string? chosen, DateTimeOffset now)
    {
        (person.Password, person.PasswordSince, person.MustChange) = (chosen!, now, false);
        foreach (var visitor in byHandle.Values.Select(each => each.Visitor).Distinct())
            visitor.Trusted.Remove(person);
        for (var i = 0; i < asked.Proofs.Count; i++)
            asked.Proofs[i] = (asked.Proofs[i].Word, now);
    }

    private void SetUp(Asked asked, string? ticket, string? code, DateTimeOffset now)
    {
        if (ticket is null || !offers.TryGetValue(ticket, out var offer) || offer.Asked != asked || offer.Person != asked.By || now - offer.At >= TimeSpan.FromMinutes(15)
            || asked.By is not { TotpSecret: null } person || Person.StepOf(offer.Secret, code, now, 0) is not { } step)
            return;
        (person.TotpSecret, person.TotpSince, person.UsedStep, asked.HasSetUp) = (offer.Secret, now, step, true);
    }

    private SignedIn? Allow(Asked asked, Person person, bool remember)
    {
        asked.DropProofs();
        (asked.Allowed, asked.Denied) = (person, false);
        if (remember)
            remembered.Add(person);
        return null;
    }

    private static SignedIn? Deny(Asked asked)
    {
        asked.DropProofs();
        (asked.Denied, asked.Allowed) = (asked.Client is not null, null);
        return null;
    }

    // A handle belongs to the request that it was made for; one that came from a page of ours leads back there.
    private void Name(Visitor visitor, Hop hop, Asked? asked, DateTimeOffset now)
    {
        if (hop.Location is not { } location || HandleIn(new Uri(hop.Address, location)) is not { } handle || byHandle.ContainsKey(handle))
            return;
        byHandle[handle] = asked ?? new Asked { Visitor = visitor, At = now };
    }

    private void ReadOffer(Asked? asked, HttpBrowser tab, DateTimeOffset now)
    {
        if (asked is not null && tab.TextOf("totp-secret") is { } secret && tab.Page.QuerySelector("[name=ticket]")?.GetAttribute("value") is { } ticket)
            offers[ticket] = (asked, asked.By, secret.Replace(" ", "", StringComparison.Ordinal), offers.TryGetValue(ticket, out var shown) ? shown.At : now);
    }

    private static string? HandleIn(Uri address) => HttpUtility.ParseQueryString(address.Query)["pending"];

    private static bool SetsSession(Hop hop) => SessionCookies(hop).Any(cookie => !cookie.Contains("=;", StringComparison.Ordinal));

    private static bool EndsSession(Hop hop) => SessionCookies(hop).Any(cookie => cookie.Contains("=;", StringComparison.Ordinal));

    private static IEnumerable<string> SessionCookies(Hop hop) => hop.All("Set-Cookie").Where(cookie => cookie.StartsWith("pse-session-", StringComparison.Ordinal));

    private static void Expect(bool holds, string otherwise) => Expect(holds ? null : otherwise);

    private static void Expect(string? fault)
    {
        if (fault is not null)
            throw new InterleavingException(fault);
    }
}

/// <summary>What the provider did is not what the account says.</summary>
internal sealed class InterleavingException(string message) : Exception(message);
