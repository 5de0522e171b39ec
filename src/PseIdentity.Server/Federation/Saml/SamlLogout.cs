using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using PseIdentity.Protocol.Replays;
using PseIdentity.Server.Federation.Saml.Metadata;
using PseIdentity.Server.Federation.Saml.Requests;
using PseIdentity.Server.Federation.Saml.Responses;
using PseIdentity.Server.Federation.Saml.Signatures;
using PseIdentity.Server.Federation.Saml.Xml;
using PseIdentity.Storage.Federation;
using PseIdentity.Storage.IdentityProviders;

namespace PseIdentity.Server.Federation.Saml;

/// <summary>Single logout by way of the browser (SAML Profiles §4.4), in both directions and both bindings. Nothing unsigned counts.</summary>
internal sealed class SamlLogout(IdpMetadataSource metadata, FederationKeys keys, SamlAddresses addresses, IReplayStore replays, TimeProvider clock)
{
    private const string Purpose = "saml-logout";
    private const int LongestRelayState = 1_024;
    private static readonly TimeSpan RequestLasts = TimeSpan.FromMinutes(5);

    /// <summary>Asks the provider to end its session; null where it offers no logout, or never said a name.</summary>
    public async Task<Departure?> AskAsync(IdentityProvider provider, UpstreamSession session, string state, CancellationToken ct)
    {
        var idp = await metadata.FindAsync(provider, ct);
        if (Choose(idp, provider.Saml?.Binding == "post") is not { } endpoint || SessionHint.Read(session.Hint) is not { } hint)
            return null;
        var request = Messages.LogoutRequest(clock.GetUtcNow(), endpoint.Location, addresses.EntityId(provider), hint.Name, hint.SessionIndex);
        return await SendAsync(endpoint, endpoint.Location, "SAMLRequest", request, state, ct);
    }

    /// <summary>A LogoutRequest of the provider, or its LogoutResponse to ours.</summary>
    /// <exception cref="UpstreamException">It is refused: nothing ends.</exception>
    public async Task<UpstreamLogout> ReadAsync(IdentityProvider provider, UpstreamAnswer message, CancellationToken ct)
    {
        var name = message["SAMLRequest"] is not null ? "SAMLRequest" : "SAMLResponse";
        var idp = await metadata.FindAsync(provider, ct);
        XmlElement root;
        try
        {
            root = Signed(message, name, idp);
        }
        catch (UpstreamException refusal) when (SamlRefuse.IsSignature(refusal) && provider.Saml?.MetadataUrl is not null)
        {
            idp = await metadata.FindAgainAsync(provider, ct) ?? idp;
            root = Signed(message, name, idp);
        }
        EnvelopeCheck.Version(root);
        EnvelopeCheck.Issuer(root, provider.Authority);

        // Bindings §3.4.5.2, §3.5.5.2: a signed message says where it goes.
        if (root.Value("Destination") != addresses.Logout(provider))
            throw SamlRefuse.Audience("the message has another Destination, or none");

        if (name == "SAMLRequest")
            return await DemandAsync(provider, idp, root, message, ct);
        if (!root.Is(SamlNames.Protocol, "LogoutResponse"))
            throw SamlRefuse.Malformed("this is not a LogoutResponse");
        return new UpstreamLogout { State = message["RelayState"] ?? "" };
    }

    private static XmlElement Signed(UpstreamAnswer message, string name, IdpMetadata idp)
    {
        // Profiles §4.4.4.1, §4.4.4.2: with these bindings the message "MUST be signed".
        if (message.Query is { } query)
            return StrictXml.Message(RedirectBinding.Read(query, name, idp.Keys)).DocumentElement ?? throw SamlRefuse.Malformed("an empty document");
        var root = StrictXml.Message(PostBinding.Read(message, name)).DocumentElement ?? throw SamlRefuse.Malformed("an empty document");
        var signature = SignatureCheck.Of(root) ?? throw SamlRefuse.Signature("the message is not signed");
        return SignatureCheck.Verify(root, signature, idp.Keys);
    }

    private async Task<UpstreamLogout> DemandAsync(IdentityProvider provider, IdpMetadata idp, XmlElement request, UpstreamAnswer message, CancellationToken ct)
    {
        if (!request.Is(SamlNames.Protocol, "LogoutRequest"))
            throw SamlRefuse.Malformed("this is not a LogoutRequest");
        var now = clock.GetUtcNow();
        var issued = request.RequiredTime("IssueInstant");
        if (issued > now + Expected.Skew || now >= issued + RequestLasts + Expected.Skew || now >= request.Time("NotOnOrAfter") + Expected.Skew)
            throw SamlRefuse.Expired("the request is not of now");
        var id = request.Required("ID");

        // Core §3.7.1. NOTE: an EncryptedID is not opened.
        var name = NameId.Read(request.Child(SamlNames.Assertion, "NameID") ?? throw SamlRefuse.Subject("the request has no NameID"));
        var (subject, sid) = Session(provider, name.Key(provider.Authority, addresses.EntityId(provider)),
            [.. request.Children(SamlNames.Protocol, "SessionIndex").Select(index => index.Text())]);

        var used = SHA256.HashData(Encoding.UTF8.GetBytes($"{provider.Name}\n{id}"));
        if (!await replays.TryUseAsync(Purpose, used, issued + RequestLasts + (2 * Expected.Skew), CancellationToken.None))
            throw SamlRefuse.Replayed("the request was sent before");
        return new UpstreamLogout { Subject = subject, Sid = sid, Reply = await ReplyAsync(provider, idp, id, message, ct) };
    }

    // One session; or, where several are named or none is, everything of the person: rather too much is ended than too little.
    private static (string? Subject, string? Sid) Session(IdentityProvider provider, string key, List<string> indexes)
    {
        var sid = indexes is [var only] ? SessionHint.Sid(key, only) : null;
        if (string.IsNullOrEmpty(provider.Saml?.SubjectAttribute))
            return (key, sid);
        // People are known here by an attribute, which the request does not say.
        return (null, sid ?? throw SamlRefuse.Subject("the request names no session, and its NameID is not how people are known here"));
    }

    private async Task<Departure?> ReplyAsync(IdentityProvider provider, IdpMetadata idp, string id, UpstreamAnswer message, CancellationToken ct)
    {
        if (Choose(idp, byPost: message.Query is null) is not { } endpoint)
            return null;
        var location = endpoint.ResponseLocation ?? endpoint.Location;
        var response = Messages.LogoutResponse(clock.GetUtcNow(), location, addresses.EntityId(provider), id);

        // Bindings §3.4.3: RelayState that came with a request "MUST" go back with the response.
        var relayState = message["RelayState"] is { Length: <= LongestRelayState } state ? state : null;
        return await SendAsync(endpoint, location, "SAMLResponse", response, relayState, ct);
    }

    private async Task<Departure> SendAsync(SamlEndpoint endpoint, string location, string name, XElement message, string? relayState, CancellationToken ct)
    {
        var key = (await keys.AllAsync(ct))[0];
        return endpoint.Binding == SamlNames.PostBinding
            ? new Departure(location, PostBinding.Form(name, XmlSigner.Sign(message, key), relayState), Kept: "")
            : new Departure(RedirectBinding.Address(location, name, message.ToString(SaveOptions.DisableFormatting), relayState, key), null, Kept: "");
    }

    private static SamlEndpoint? Choose(IdpMetadata idp, bool byPost)
    {
        var wanted = byPost ? SamlNames.PostBinding : SamlNames.RedirectBinding;
        return idp.Logout.FirstOrDefault(endpoint => endpoint.Binding == wanted) ?? (idp.Logout.Count > 0 ? idp.Logout[0] : null);
    }
}
