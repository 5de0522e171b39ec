using PseIdentity.Server.SignIn.Passwords;

namespace PseIdentity.Server.Setup.Provisioning;

/// <summary>The passwords that a run needs hashed: the first run collects them, the second finds them done.</summary>
internal sealed class HashedPasswords
{
    private readonly Dictionary<string, (string Password, string Hash)> byUser = new(StringComparer.Ordinal);

    /// <summary>The hash, or an empty one in a run that is undone anyway.</summary>
    public string Of(string userName, string password)
    {
        if (!byUser.TryGetValue(userName, out var known))
            byUser[userName] = known = (password, "");
        return known.Hash;
    }

    public async Task HashAllAsync(PasswordHashing hashing, CancellationToken ct)
    {
        var hashed = await Task.WhenAll(byUser.Select(async user => (user.Key, user.Value.Password, Hash: await hashing.HashAsync(user.Value.Password, ct))));
        foreach (var (user, password, hash) in hashed)
            byUser[user] = (password, hash);
    }
}
