using PseIdentity.Protocol.Approvals;
using PseIdentity.Protocol.Authorize;
using PseIdentity.Protocol.Events;
using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.Scopes;
using PseIdentity.Protocol.Sessions;

namespace PseIdentity.Server.SignIn;

/// <summary>A person's answer to what waits elsewhere, a device or a decoupled sign-in, given on a page of ours and on the record.</summary>
internal sealed class ApprovalChoice(
    BrowserSessions sessions, SignInFlow flow, IInteraction interaction, ApprovalDecisions decisions, ScopeCatalog catalog, IEventLog events)
{
    public ValueTask<BrowserSession?> FindSessionAsync(HttpContext context, CancellationToken ct) => sessions.FindAsync(context, ct);

    /// <summary>Where somebody has to go first to sign in.</summary>
    public Task<string> SignInFirstAsync(HttpContext context, string path, CancellationToken ct) => flow.StartLocalAsync(context, path, ct);

    /// <summary>
    /// Where the person has to go first because the client asks for a stronger sign-in than this session's; null when it is strong enough, or the
    /// person has nothing stronger: <c>acr_values</c> is voluntary (OpenID Connect Core §3.1.2.1), and the token says what was reached.
    /// </summary>
    public async Task<string?> StrongerFirstAsync(HttpContext context, AskedApproval asked, BrowserSession session, string path, CancellationToken ct)
    {
        var levels = IsPayment(asked) ? [AuthenticationLevels.MultiFactor] : asked.Levels;
        return levels.Count == 0 || levels.Any(level => AuthenticationLevels.Satisfies(session.Acr, level)) || !await interaction.CanReachAsync(session.UserId, levels, null, ct)
            ? null
            : await flow.StartLocalAsync(context, path, ct, levels);
    }

    /// <summary>Whether this sign-in is enough to say yes. What moves money is approved with a second factor or not at all.</summary>
    public static bool MayAllow(AskedApproval asked, BrowserSession session) =>
        !IsPayment(asked) || AuthenticationLevels.Satisfies(session.Acr, AuthenticationLevels.MultiFactor);

    private static bool IsPayment(AskedApproval asked) => asked.Access.Details?.NeedsPerson == true;

    /// <summary>What an approval would give, to be put into words.</summary>
    public async Task<IReadOnlyList<Scope>> ScopesOfAsync(AskedApproval asked, CancellationToken ct)
    {
        var known = await catalog.AllAsync(ct);
        return [.. asked.Access.Scopes.Select(name => known.GetValueOrDefault(name)).OfType<Scope>()];
    }

    /// <summary>False when it was decided before, or has expired.</summary>
    public Task<bool> AllowAsync(HttpContext context, AskedApproval asked, BrowserSession session) =>
        RecordedAsync("approval.allowed", context, asked, session, decisions.AllowAsync(asked, session));

    /// <inheritdoc cref="AllowAsync"/>
    public Task<bool> DenyAsync(HttpContext context, AskedApproval asked, BrowserSession session) =>
        RecordedAsync("approval.denied", context, asked, session, decisions.DenyAsync(asked));

    private async Task<bool> RecordedAsync(string name, HttpContext context, AskedApproval asked, BrowserSession session, ValueTask<bool> decision)
    {
        if (!await decision)
            return false;
        events.Record(Caller.Of(context, asked.Client.Id).Event(name, session.UserId, session.Sid,
            new Dictionary<string, string> { ["kind"] = asked.Approval.Kind, ["scope"] = string.Join(' ', asked.Access.Scopes) }));
        return true;
    }
}
