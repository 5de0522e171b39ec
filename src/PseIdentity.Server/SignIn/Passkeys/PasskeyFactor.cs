using PseIdentity.Server.SignIn.SecondFactors;
using PseIdentity.Storage.Users;

namespace PseIdentity.Server.SignIn.Passkeys;

/// <summary>A passkey beside the password. It is proven by the browser, not by a code: <see cref="PasskeySignIn.ProveSecondAsync"/>.</summary>
internal sealed class PasskeyFactor(PasskeySignIn passkeys) : ISecondFactor
{
    public string Method => Factors.Passkey;

    public bool IsStandIn => false;

    public ValueTask<bool> IsReadyAsync(Account person, CancellationToken ct) => new(passkeys.IsUsable && person.Has(CredentialKinds.Passkey));

    public DateTimeOffset? UsedAt(Account person) => person.All(CredentialKinds.Passkey).Max(each => each.UsedAt);
}
