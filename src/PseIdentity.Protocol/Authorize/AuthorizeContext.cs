using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Claims;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Protocol.Authorize;

/// <summary>
/// One authorization request on its way through the checks. What arrived is given; what the checks establish is set by them, in the order of the table.
/// </summary>
public sealed class AuthorizeContext
{
    /// <summary>Those that count: of the URL, until a pushed request or a request object takes their place.</summary>
    public required Parameters Parameters { get; set; }

    /// <summary>The pushed request that they come from, by its hash; null where there is none.</summary>
    public byte[]? PushedHash { get; set; }

    /// <summary>Why the request will be refused, found before the client could be told.</summary>
    public ProtocolException? Defect { get; set; }

    /// <summary>128 random bits; new for a request that arrives, from the pending handle for one that resumes.</summary>
    public required string RequestId { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required byte[] BrowserHash { get; init; }

    public required RequestStage Stage { get; init; }

    /// <summary>Who is signed in on this browser.</summary>
    public required BrowserSession? Session { get; init; }

    /// <summary>What this browser has proven and chosen for this request.</summary>
    public required Attempt? Attempt { get; init; }

    /// <summary>Set by the first checks; from then on refusals are told to the client.</summary>
    public Client? Client { get; set; }

    /// <summary>A registered one; null until it is trusted.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>What the client asks for.</summary>
    public ResponseType ResponseType { get; set; } = ResponseType.Code;

    /// <summary>How the client is answered; null until it is known.</summary>
    public IResponseMode? ResponseMode { get; set; }

    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>True when the scopes are not exactly those asked for.</summary>
    public bool ScopesDiffer { get; set; }

    /// <summary>The authorization details asked for (RFC 9396 §2), or null.</summary>
    public CheckedDetails? Details { get; set; }

    /// <summary>The claims that the client asks for one by one and may have (OpenID Connect Core §5.5), or null.</summary>
    public RequestedClaims? Claims { get; set; }

    /// <summary>Those about the person that no granted scope covers: the person is asked about each.</summary>
    public IReadOnlyList<string> ClaimsBeyondScopes { get; set; } = [];

    /// <summary>The level that the tokens name, where the client insists on one (essential <c>acr</c>, Core §5.5.1.1); otherwise null, and it is the session's.</summary>
    public string? Acr { get; set; }

    /// <summary>The resources that access tokens may be for (RFC 8707 §2).</summary>
    public IReadOnlyList<string> Resources { get; set; } = [];

    public IReadOnlyList<string> Prompt { get; set; } = [];

    /// <summary>Seconds.</summary>
    public long? MaxAge { get; set; }

    /// <summary><c>sub</c> of a valid id_token_hint: as this client names the person.</summary>
    public string? HintedSubject { get; set; }

    /// <summary>The client, for checks that come after the one that found it.</summary>
    public Client KnownClient => Client ?? throw new InvalidOperationException("The client check comes first.");

    /// <summary>True when the person has signed in because of this very request.</summary>
    public bool SignedInForThis => Session is not null && Session.SignedInAt > ArrivedAt;
}
