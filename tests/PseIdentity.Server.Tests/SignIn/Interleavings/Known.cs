using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.SignIn.Interleavings;

/// <summary>Somebody with an account, as it is at this moment.</summary>
internal sealed class Person(string name, string subject, string password)
{
    public string Name { get; } = name;

    public string Subject { get; } = subject;

    public string Password { get; set; } = password;

    public DateTimeOffset PasswordSince { get; set; }

    public bool MustChange { get; set; }

    public bool MustEnroll { get; init; }

    public string? TotpSecret { get; set; }

    /// <summary>When the app was set up; what was set up on the way in counts from the next proof on.</summary>
    public DateTimeOffset TotpSince { get; set; }

    /// <summary>The time step of the last code that was taken (RFC 6238 §5.2).</summary>
    public long UsedStep { get; set; }

    /// <summary>The step whose code this is, one step early or late (RFC 6238 §5.2); null when it is none of this person's, or was used.</summary>
    public long? StepOf(string? code, DateTimeOffset now) => TotpSecret is { } secret ? StepOf(secret, code, now, UsedStep) : null;

    public static long? StepOf(string secret, string? code, DateTimeOffset now, long after)
    {
        foreach (var drift in new[] { -1, 0, 1 })
            if (now.AddSeconds(30 * drift) is var then && then.ToUnixTimeSeconds() / 30 is var step && step > after && Totp.At(secret, then) == code)
                return step;
        return null;
    }

    public override string ToString() => Name;
}

/// <summary>One authorization request, and what its browser has proven and chosen for it.</summary>
internal sealed class Asked
{
    public required Visitor Visitor { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null where the destination is a page of the provider.</summary>
    public RelyingParty? Client { get; init; }

    public string State { get; init; } = "";

    public string Nonce { get; init; } = "";

    public string Verifier { get; init; } = "";

    public bool PromptsLogin { get; init; }

    public bool PromptsSelectAccount { get; init; }

    public bool PromptsConsent { get; init; }

    public bool AsksConsent { get; init; }

    /// <summary>A second factor is wished for (<c>acr_values</c>), or insisted on (an essential <c>acr</c>).</summary>
    public bool WantsMfa { get; init; }

    public bool InsistsOnMfa { get; init; }

    public long? MaxAge { get; init; }

    /// <summary>Whose password was right.</summary>
    public Person? By { get; set; }

    /// <summary>What was right, in the words of RFC 8176 §2, first the password.</summary>
    public List<(string Word, DateTimeOffset At)> Proofs { get; } = [];

    /// <summary>Whether a factor was set up on the way: it belongs to the account, and proves nothing this time.</summary>
    public bool HasSetUp { get; set; }

    public bool HasSavedCodes { get; set; }

    /// <summary>The browser is to be trusted once everything is proven.</summary>
    public bool Trusts { get; set; }

    public bool Denied { get; set; }

    public Person? Chosen { get; set; }

    public Person? Allowed { get; set; }

    /// <summary>The same address opened at a browser is a request of its own every time.</summary>
    public Asked ArriveAt(Visitor visitor, DateTimeOffset at) => new()
    {
        Visitor = visitor,
        At = at,
        Client = Client,
        State = State,
        Nonce = Nonce,
        Verifier = Verifier,
        PromptsLogin = PromptsLogin,
        PromptsSelectAccount = PromptsSelectAccount,
        PromptsConsent = PromptsConsent,
        AsksConsent = AsksConsent,
        WantsMfa = WantsMfa,
        InsistsOnMfa = InsistsOnMfa,
        MaxAge = MaxAge,
    };

    public void Forget()
    {
        (By, Chosen, Allowed, Denied, HasSetUp, HasSavedCodes, Trusts) = (null, null, null, false, false, false, false);
        Proofs.Clear();
    }

    /// <summary>The session counts from here on, or nobody does.</summary>
    public void DropProofs()
    {
        By = null;
        Proofs.Clear();
    }
}

/// <summary>Who is signed in on a browser.</summary>
internal sealed record SignedIn(Person Person, IReadOnlyList<string> Amr, string Acr, DateTimeOffset At)
{
    /// <summary>As the tokens name it, once one has been seen.</summary>
    public string? Sid { get; set; }
}

/// <summary>A browser: its cookies, so to speak.</summary>
internal sealed class Visitor(string name)
{
    public string Name { get; } = name;

    public SignedIn? Session { get; set; }

    /// <summary>Who may have been promised not to be asked for a code here.</summary>
    public HashSet<Person> Trusted { get; } = [];
}
