using PseIdentity.Protocol.Events;
using PseIdentity.Server.SignIn;

namespace PseIdentity.Server.Federation;

/// <summary>The one way in which a company's sign-in fails: a line in the log, an event for the operator, a page that says what to do.</summary>
internal sealed partial class FederationRefusals(IEventLog events, ILogger<FederationRefusals> log)
{
    public const string NoAccount = "federation.no_account";
    public const string LinkNeeded = "federation.link_needed";
    public const string Inactive = "federation.account_inactive";

    /// <summary>The person, or the provider for them, said no.</summary>
    public const string Declined = "federation.access_denied";

    /// <summary>The provider does not answer, or not sensibly.</summary>
    public const string Unreachable = "federation.unreachable";

    /// <summary>Asking the same question once more has the same answer.</summary>
    private static readonly HashSet<string> Final = new([NoAccount, LinkNeeded, Inactive, "federation.provider_unknown", "federation.person_inactive"], StringComparer.Ordinal);

    /// <param name="upstream">Null where the provider is not known.</param>
    /// <param name="turn">The sign-in that this was a step of; null where it is not known, or not this browser's.</param>
    public void Show(HttpContext context, UpstreamException refusal, Upstream? upstream, SignInTurn? turn)
    {
        Record(context, refusal, upstream, turn?.Client?.Id);
        var again = turn is null || upstream is null || Final.Contains(refusal.Id) ? null
            : turn.Asked.Link is null ? FederationPaths.LeaveFor(turn.Handle, upstream.Name, null) : turn.Request.LocalPath;
        new CompanyRefusedPage(refusal.Id, upstream?.Provider.DisplayName, again, turn is null or { Asked.Link: not null } ? null : turn.PathOf(Step.Password) + "&other=yes").LeaveFor(context);
    }

    /// <summary>For the log and the operator alone.</summary>
    public void Record(HttpContext context, UpstreamException refusal, Upstream? upstream, string? clientId)
    {
        Refused(log, upstream?.Name ?? "", refusal.Id, refusal.Message, refusal.InnerException);
        events.Record(Caller.Of(context, clientId).Event("federation.refused", refusal.UserId,
            data: new Dictionary<string, string> { ["id"] = refusal.Id, ["provider"] = upstream?.Name ?? "" }));
    }

    [LoggerMessage(3601, LogLevel.Warning, "The provider {Provider} signs nobody in: {FailureId}: {Detail}")]
    private static partial void Refused(ILogger log, string provider, string failureId, string detail, Exception? cause);
}
