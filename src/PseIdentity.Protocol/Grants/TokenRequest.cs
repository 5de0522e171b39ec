using PseIdentity.Protocol.Http;
using PseIdentity.Protocol.SenderConstraint;

namespace PseIdentity.Protocol.Grants;

/// <summary>A request to the token endpoint (RFC 6749 §3.2).</summary>
/// <param name="Form">The body.</param>
/// <param name="Address">The caller's address, for events.</param>
/// <param name="Confirmation">The key that the caller has proven, which the access token will be bound to; null for bearer tokens.</param>
public sealed record TokenRequest(Parameters Form, string? Address, Confirmation? Confirmation)
{
    public string? this[string name] => Form[name];

    public string Require(string name) => Form.Require(name);
}
