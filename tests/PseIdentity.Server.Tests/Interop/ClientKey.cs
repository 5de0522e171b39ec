using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace PseIdentity.Server.Tests.Interop;

/// <summary>A key pair that a client signs its assertions with, as JSON Web Keys (RFC 7517).</summary>
internal sealed class ClientKey
{
    private ClientKey(Dictionary<string, string> @public, Dictionary<string, string> @private) => (Public, Private) = (@public, @private);

    public Dictionary<string, string> Public { get; }

    public Dictionary<string, string> Private { get; }

    public static ClientKey Create(string algorithm)
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var key = algorithm == "ES256"
            ? Curve(curve.ExportParameters(includePrivateParameters: true))
            : Rsa(rsa.ExportParameters(includePrivateParameters: true));
        foreach (var part in new[] { key.Public, key.Private })
            (part["kid"], part["alg"], part["use"]) = ($"client-{algorithm}", algorithm, "sig");
        return key;
    }

    private static ClientKey Curve(ECParameters key)
    {
        Dictionary<string, string> half = new() { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Text(key.Q.X), ["y"] = Text(key.Q.Y) };
        return new(half, new(half) { ["d"] = Text(key.D) });
    }

    private static ClientKey Rsa(RSAParameters key)
    {
        Dictionary<string, string> half = new() { ["kty"] = "RSA", ["n"] = Text(key.Modulus), ["e"] = Text(key.Exponent) };
        return new(half, new(half)
        {
            ["d"] = Text(key.D),
            ["p"] = Text(key.P),
            ["q"] = Text(key.Q),
            ["dp"] = Text(key.DP),
            ["dq"] = Text(key.DQ),
            ["qi"] = Text(key.InverseQ),
        });
    }

    private static string Text(byte[]? number) => Base64UrlEncoder.Encode(number);
}
