using PseIdentity.Server.Federation;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Tests.Federation;

/// <summary>A protocol without a network: what a provider answers is what a test says. It checks nothing, so that only what is common to all protocols is tested.</summary>
internal sealed class ScriptedUpstream : IUpstream
{
    public const string Name = "scripted";

    /// <summary>Whom an answer means by its parameter <c>who</c>.</summary>
    public Dictionary<string, UpstreamIdentity> People { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked last.</summary>
    public UpstreamAsk? Asked { get; private set; }

    public UpstreamRequest? Returned { get; private set; }

    public UpstreamSession? SignedOut { get; private set; }

    /// <summary>Whether the browser is sent by a form.</summary>
    public bool Posts { get; set; }

    /// <summary>What the next message about sign-out says; null: it is refused.</summary>
    public UpstreamLogout? Logout { get; set; }

    public string Protocol => Name;

    public Task<Departure> LeaveAsync(IdentityProvider provider, UpstreamAsk ask, CancellationToken ct)
    {
        Asked = ask;
        var target = $"https://{provider.Name}.example/sign-in";
        return Task.FromResult(Posts
            ? new Departure(target, [KeyValuePair.Create("state", ask.State)], "kept")
            : new Departure($"{target}?state={ask.State}", null, "kept"));
    }

    public Task<UpstreamIdentity> ReturnAsync(IdentityProvider provider, UpstreamRequest request, UpstreamAnswer answer, CancellationToken ct)
    {
        Returned = request;
        return answer["who"] is { } who && People.TryGetValue(who, out var identity)
            ? Task.FromResult(identity with { AuthTime = identity.AuthTime ?? (request.ForceLogin || request.MaxAge is not null ? request.LeftAt : null) })
            : throw new UpstreamException(answer["error"] is null ? "federation.signature" : FederationRefusals.Declined, "as the test says");
    }

    public Task<Departure?> SignOutAsync(IdentityProvider provider, UpstreamSession session, string state, CancellationToken ct)
    {
        SignedOut = session;
        return Task.FromResult<Departure?>(new Departure($"https://{provider.Name}.example/sign-out?state={state}", null, ""));
    }

    public Task<UpstreamLogout> ReadLogoutAsync(IdentityProvider provider, UpstreamAnswer message, CancellationToken ct) =>
        Task.FromResult(Logout ?? throw new UpstreamException("federation.logout_token", "as the test says"));
}
