namespace PseIdentity.Server.Accounts;

/// <summary>Makes the first administrator through the one-time link that the console prints.</summary>
internal interface IFirstAdministrator
{
    /// <summary>Whether this link may still be used.</summary>
    ValueTask<bool> IsOpenAsync(string token, CancellationToken ct);

    /// <summary>Uses the link up and makes the account, in one transaction.</summary>
    ValueTask<FirstAdministratorResult> CreateAsync(string token, string userName, string password, CancellationToken ct);
}

internal enum FirstAdministratorResult
{
    Created,

    /// <summary>The link was used, or has expired.</summary>
    LinkClosed,

    /// <summary>Another account is known by this name.</summary>
    NameTaken,
}
