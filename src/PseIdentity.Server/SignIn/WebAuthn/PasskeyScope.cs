using PseIdentity.Protocol;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>Where passkeys of this provider work: the RP ID and the origins that may ask for them (Web Authentication Level 3 §4, §13.4.9).</summary>
/// <param name="RpId">A domain; passkeys are bound to it for ever, so another issuer host loses them all.</param>
/// <param name="Origins">Compared as strings; the issuer's own comes first.</param>
/// <param name="TopOrigins">Pages that may hold ours in a frame: none, because no page of this provider may be framed.</param>
internal sealed record PasskeyScope(string RpId, IReadOnlyList<string> Origins, IReadOnlyList<string> TopOrigins)
{
    /// <summary>Whether browsers offer passkeys here at all: a domain over https, or localhost (Secure Contexts §3.1).</summary>
    public required bool IsUsable { get; init; }

    public static PasskeyScope Of(Issuer issuer, PasskeyOptions options)
    {
        var uri = new Uri(issuer.Value);
        var origin = uri.IsDefaultPort ? $"{uri.Scheme}://{uri.IdnHost}" : $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}";
        return new PasskeyScope(uri.IdnHost, [origin, .. options.RelatedOrigins], [])
        {
            // §5.1.3 step 7: an effective domain that is an address, not a domain, is a SecurityError.
            IsUsable = uri.HostNameType == UriHostNameType.Dns
                && (issuer.IsHttps || uri.IdnHost == "localhost" || uri.IdnHost.EndsWith(".localhost", StringComparison.Ordinal)),
        };
    }
}
