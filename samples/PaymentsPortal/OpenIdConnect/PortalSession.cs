namespace PaymentsPortal.OpenIdConnect;

/// <summary>One signed-in browser: who it is, and the tokens the portal holds for it.</summary>
internal sealed class PortalSession(Identity identity, Person person, Tokens tokens, DateTimeOffset startedAt)
{
    private volatile Tokens tokens = tokens;
    private volatile Identity identity = identity;

    public Identity Identity => identity;

    public Person Person { get; } = person;

    public Tokens Tokens => tokens;

    public DateTimeOffset StartedAt { get; } = startedAt;

    public DateTimeOffset LastSeen { get; set; } = startedAt;

    /// <summary>One refresh at a time: a second one with the same refresh token would look like a stolen token to the provider.</summary>
    public SemaphoreSlim Refreshing { get; } = new(1, 1);

    public void Replace(Tokens newer, Identity newerIdentity)
    {
        identity = newerIdentity;
        tokens = newer;
    }
}
