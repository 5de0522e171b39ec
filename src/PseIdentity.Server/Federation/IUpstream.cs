using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation;

/// <summary>A protocol that providers upstream speak: one implementation each, listed in <see cref="FederationServices"/>.</summary>
internal interface IUpstream
{
    /// <summary>As <see cref="IdentityProvider.Protocol"/> names it.</summary>
    string Protocol { get; }

    /// <summary>Asks the provider to sign somebody in.</summary>
    /// <exception cref="UpstreamException">The provider cannot be asked now.</exception>
    Task<Departure> LeaveAsync(IdentityProvider provider, UpstreamAsk ask, CancellationToken ct);

    /// <summary>Who the provider says it was. Whatever is wrong with the answer, nobody was.</summary>
    /// <exception cref="UpstreamException">The answer is refused.</exception>
    Task<UpstreamIdentity> ReturnAsync(IdentityProvider provider, UpstreamRequest request, UpstreamAnswer answer, CancellationToken ct);

    /// <summary>Asks the provider to end its session; null where it offers no way.</summary>
    /// <param name="state">Comes back with the browser: to <see cref="FederationPaths.SignedOut"/> as <c>state</c>, or to <see cref="FederationPaths.Logout"/> with what <see cref="ReadLogoutAsync"/> reads.</param>
    Task<Departure?> SignOutAsync(IdentityProvider provider, UpstreamSession session, string state, CancellationToken ct);

    /// <summary>What arrived at <see cref="FederationPaths.Logout"/>: the provider's word that a session is over, or its answer to <see cref="SignOutAsync"/>.</summary>
    /// <exception cref="UpstreamException">The message is refused: nothing ends.</exception>
    Task<UpstreamLogout> ReadLogoutAsync(IdentityProvider provider, UpstreamAnswer message, CancellationToken ct);
}

/// <summary>How somebody is to be signed in there.</summary>
/// <param name="State">Names this request; comes back with the answer (RFC 6749 §4.1.1 <c>state</c>, SAML Bindings §3.4.3 RelayState).</param>
/// <param name="CallbackUri">Where the answer comes to.</param>
internal sealed record UpstreamAsk(string State, string CallbackUri)
{
    public string? LoginHint { get; init; }

    /// <summary>Whatever session there is: the person proves themselves anew (<c>prompt=login</c>, SAML's ForceAuthn).</summary>
    public bool ForceLogin { get; init; }

    /// <summary>Seconds (<c>max_age</c>).</summary>
    public long? MaxAge { get; init; }

    /// <summary>Sent where the provider's word on them counts here.</summary>
    public IReadOnlyList<string> AcrValues { get; init; } = [];

    public string? UiLocales { get; init; }
}

/// <summary>The way of a browser to a provider.</summary>
/// <param name="Target">Its address, with all parameters where <paramref name="Form"/> is null.</param>
/// <param name="Form">What is posted there; null for a redirect.</param>
/// <param name="Kept">What the answer will be checked against: nonce, verifier, request id. Sealed, used once.</param>
internal sealed record Departure(string Target, IReadOnlyList<KeyValuePair<string, string>>? Form, string Kept);

/// <summary>What was asked, found again by its state. Whoever holds it is the only one who does.</summary>
internal sealed record UpstreamRequest(string State, string CallbackUri, string Kept, DateTimeOffset LeftAt)
{
    public bool ForceLogin { get; init; }

    public long? MaxAge { get; init; }
}

/// <summary>What the browser brought from a provider.</summary>
internal sealed record UpstreamAnswer(IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>The query as it was written, with its question mark; null where the parameters were posted. Signatures of SAML Bindings §3.4.4.1 are over these characters.</summary>
    public string? Query { get; init; }

    /// <summary>The parameters of a query or a form, repeated ones too.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values) =>
        [.. values.SelectMany(each => each.Value.Select(value => KeyValuePair.Create(each.Key, value ?? "")))];

    /// <summary>The value of a parameter that stands there once; null where it is missing or repeated (RFC 6749 §3.1).</summary>
    public string? this[string name] => Parameters.Where(parameter => parameter.Key == name).Take(2).ToList() is [var only] ? only.Value : null;
}

/// <summary>Somebody whom a provider has signed in: checked, and not yet an account.</summary>
internal sealed record UpstreamIdentity
{
    /// <summary>The person's name there, unique and never given to another.</summary>
    public required string Subject { get; init; }

    /// <summary>What the provider says of the person, under its own names.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Claims { get; init; }

    /// <summary>When the person last proved themselves there, if it says so.</summary>
    public DateTimeOffset? AuthTime { get; init; }

    public IReadOnlyList<string> Amr { get; init; } = [];

    public string? Acr { get; init; }

    /// <summary>Its name of its session (<c>sid</c>, SessionIndex).</summary>
    public string? Sid { get; init; }

    /// <summary>What it wants to hear at sign-out; see <see cref="UpstreamSession.Hint"/>.</summary>
    public string? Hint { get; init; }
}

/// <summary>A provider's message about sign-out, checked.</summary>
internal sealed record UpstreamLogout
{
    /// <summary>Whose sessions end; with <see cref="Sid"/> only that one.</summary>
    public string? Subject { get; init; }

    /// <summary>Its name of the session that is over (<c>sid</c>, SessionIndex). Without it: every session of the subject.</summary>
    public string? Sid { get; init; }

    /// <summary>The state of our own sign-out, which this message answers: nothing ends, the browser goes on. Null for a demand.</summary>
    public string? State { get; init; }

    /// <summary>The answer that the provider wants by way of the browser (SAML's LogoutResponse). Null: a status is the answer.</summary>
    public Departure? Reply { get; init; }

    /// <summary>The origin whose page may show our answer in a frame (Front-Channel Logout §2). Null: it came by the back channel, or as a page.</summary>
    public string? FramedBy { get; init; }
}

/// <summary>A provider's answer is refused, or it cannot be asked. Nothing was created, linked or signed in.</summary>
/// <param name="id">Stable, lower-case, dotted, such as <c>federation.issuer_mismatch</c>.</param>
/// <param name="detail">For the log; no secrets.</param>
internal sealed class UpstreamException(string id, string detail, Exception? inner = null) : Exception(detail, inner)
{
    public string Id => id;

    /// <summary>Whose account it was about, where that is known.</summary>
    public Guid? UserId { get; init; }
}
