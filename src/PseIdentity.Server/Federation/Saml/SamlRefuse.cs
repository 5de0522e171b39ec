namespace PseIdentity.Server.Federation.Saml;

/// <summary>Every reason why a SAML message is not believed, by the id that pages, events and the operator's documents know it by.</summary>
internal static class SamlRefuse
{
    private const string SignatureId = "federation.saml_signature";

    /// <summary>It is not the XML, or not the shape, that the specification describes.</summary>
    public static UpstreamException Malformed(string detail) => new("federation.answer_malformed", detail);

    /// <summary>Nothing is signed that must be, or the signature does not verify, or it is of a kind that is not accepted.</summary>
    public static UpstreamException Signature(string detail) => new(SignatureId, detail);

    public static bool IsSignature(UpstreamException refusal) => refusal.Id == SignatureId;

    /// <summary>One error for whatever goes wrong while decrypting: more would answer questions about the plain text.</summary>
    public static UpstreamException Decryption() => new("federation.saml_decryption", "the encrypted assertion cannot be read with this provider's keys");

    public static UpstreamException Issuer(string detail) => new("federation.issuer_mismatch", detail);

    /// <summary>It was meant for somebody else: another audience, recipient or destination.</summary>
    public static UpstreamException Audience(string detail) => new("federation.audience_mismatch", detail);

    /// <summary>It does not answer the request of this browser.</summary>
    public static UpstreamException Request(string detail) => new("federation.request_mismatch", detail);

    public static UpstreamException Expired(string detail) => new("federation.expired", detail);

    public static UpstreamException Replayed(string detail) => new("federation.replayed", detail);

    /// <summary>It sets a condition that cannot be shown to hold.</summary>
    public static UpstreamException Conditions(string detail) => new("federation.saml_conditions", detail);

    /// <summary>It says too little about who the person is to know them again.</summary>
    public static UpstreamException Subject(string detail) => new("federation.subject_missing", detail);

    /// <summary>The person signed in there too long ago, or in another way than was asked for.</summary>
    public static UpstreamException Authentication(string detail) => new("federation.authentication_insufficient", detail);

    /// <summary>Its metadata could not be fetched.</summary>
    public static UpstreamException Unreachable(string detail) => new(FederationRefusals.Unreachable, detail);

    /// <summary>The provider's metadata or our settings for it do not allow to go on.</summary>
    public static UpstreamException Configuration(string detail) => new("federation.misconfigured", detail);
}
