namespace PseIdentity.Protocol;

/// <summary>Which parts of the protocol are there at all (section <c>Protocol</c>).</summary>
public sealed class ProtocolOptions
{
    /// <summary>
    /// Whether clients may have tokens sent through the browser: the response types <c>id_token</c>, <c>id_token token</c>, <c>code id_token</c>,
    /// <c>code token</c> and <c>code id_token token</c> (OpenID Connect Core §3.2 and §3.3). It is for old applications that know nothing else; a code with
    /// PKCE is safer (RFC 9700 §2.1.2). True also needs the response types in the client's metadata.
    /// </summary>
    public bool ImplicitAndHybrid { get; set; }
}
