using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Protocol.SenderConstraint;

/// <summary>What a request says about the keys of its sender, not yet believed.</summary>
/// <param name="Proofs">The values of all its DPoP headers (RFC 9449 §4.1).</param>
/// <param name="Method">Of the request.</param>
/// <param name="Path">Of the endpoint, below the issuer.</param>
/// <param name="Certificate">What the sender proved to have in the TLS handshake (RFC 8705 §2), or null.</param>
public sealed record PresentedKeys(IReadOnlyList<string> Proofs, string Method, string Path, X509Certificate2? Certificate);
