using System.Formats.Cbor;

namespace PseIdentity.Server.SignIn.WebAuthn.Attestation;

/// <summary>What an authenticator answers to a registration (Web Authentication Level 3 §6.5.4).</summary>
internal sealed record AttestationObject(string Format, CborMap Statement, AuthenticatorData AuthenticatorData)
{
    private const int Longest = 64 * 1024;

    /// <summary>
    /// Null unless it is a map of <c>fmt</c>, <c>attStmt</c> and <c>authData</c>. NOTE: the order of the keys is not asked for (§2.4 says SHOULD): the object
    /// itself is not signed, and some password managers write another one. What is signed is read in its one canonical form.
    /// </summary>
    public static AttestationObject? Parse(byte[] cbor) =>
        cbor.Length <= Longest && Cbor.Read(cbor, CborConformanceMode.Strict) is CborMap { Count: 3 } map
        && map.Text("fmt") is { } format && map.Map("attStmt") is { } statement
        && map.Octets("authData") is { } raw && AuthenticatorData.Parse(raw) is { } data
            ? new AttestationObject(format, statement, data)
            : null;
}
