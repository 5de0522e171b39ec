namespace PseIdentity.Protocol.Authorize.Checks;

/// <summary><c>prompt=select_account</c> (OpenID Connect Core §3.1.2.1): the person says with which account to go on.</summary>
internal sealed class SelectAccountCheck : IAuthorizeCheck
{
    public ValueTask<AuthorizeOutcome?> CheckAsync(AuthorizeContext request, CancellationToken ct)
    {
        var isOpen = request.Prompt.Contains("select_account", StringComparer.Ordinal)
            && request.Session is not null && !request.SignedInForThis
            && !(request.Attempt?.AccountChosenAt is not null && request.Attempt.UserId == request.Session.UserId);
        return ValueTask.FromResult<AuthorizeOutcome?>(isOpen ? new Interact(InteractionReason.SelectAccount) : null);
    }
}
