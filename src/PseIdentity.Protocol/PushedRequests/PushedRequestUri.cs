using System.Security.Cryptography;
using System.Text;
using PseIdentity.Protocol.Handles;

namespace PseIdentity.Protocol.PushedRequests;

/// <summary>
/// The reference of a pushed request (RFC 9126 §2.2: it "MUST contain some part generated using a cryptographically strong pseudorandom algorithm").
/// The database knows its hash.
/// </summary>
public sealed record PushedRequestUri
{
    private const string Prefix = "urn:ietf:params:oauth:request_uri:";
    private const int LengthOf256Bits = 43;

    private PushedRequestUri(string value) => Value = value;

    public string Value { get; }

    public byte[] Hash => SHA256.HashData(Encoding.ASCII.GetBytes(Value));

    public static PushedRequestUri New() => new(Prefix + RandomId.Of256Bits());

    /// <summary>True for what claims to be a reference of ours, whether it is one or not.</summary>
    public static bool IsOne(string uri) => uri.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Null for anything that cannot be one.</summary>
    public static PushedRequestUri? Read(string uri) =>
        IsOne(uri) && uri.Length == Prefix.Length + LengthOf256Bits && Ascii.IsValid(uri) ? new PushedRequestUri(uri) : null;
}
