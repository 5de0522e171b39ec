using System.Formats.Cbor;
using System.Security.Cryptography.X509Certificates;

namespace PseIdentity.Testing.WebAuthn;

/// <summary>What an attestation statement is made of.</summary>
public sealed record AttestedMaterial(AuthenticatorAnswer Answer, SoftwareKey Key, byte[] Data, byte[] ClientDataHash)
{
    public byte[] Signed => [.. Data, .. ClientDataHash];
}

/// <summary>Attestation statements (Web Authentication Level 3 §8), right as they stand.</summary>
public static class Statements
{
    public static (string Format, Action<CborWriter> Statement) None(AttestedMaterial material) => ("none", writer =>
    {
        writer.WriteStartMap(0);
        writer.WriteEndMap();
    }
    );

    public static (string Format, Action<CborWriter> Statement) Self(AttestedMaterial material) =>
        ("packed", Map(("alg", material.Key.Algorithm), ("sig", material.Key.Sign(material.Signed))));

    /// <param name="certificate">With its private key in <paramref name="key"/>.</param>
    public static Func<AttestedMaterial, (string, Action<CborWriter>)> Packed(X509Certificate2 certificate, SoftwareKey key) => material =>
        ("packed", Map(("alg", key.Algorithm), ("sig", key.Sign(material.Signed)), ("x5c", new[] { certificate.RawData })));

    public static Func<AttestedMaterial, (string, Action<CborWriter>)> FidoU2f(X509Certificate2 certificate, SoftwareKey key) => material =>
    {
        var point = material.Key.Point.Q;
        byte[] signed = [0, .. material.Data[..32], .. material.ClientDataHash, .. material.Answer.CredentialId, 4, .. point.X!, .. point.Y!];
        return ("fido-u2f", Map(("sig", key.Sign(signed)), ("x5c", new[] { certificate.RawData })));
    };

    public static Action<CborWriter> Map(params (string Name, object Value)[] members) => writer =>
    {
        writer.WriteStartMap(members.Length);
        foreach (var (name, value) in members)
        {
            writer.WriteTextString(name);
            switch (value)
            {
                case int number:
                    writer.WriteInt32(number);
                    break;
                case string text:
                    writer.WriteTextString(text);
                    break;
                case byte[] octets:
                    writer.WriteByteString(octets);
                    break;
                case byte[][] list:
                    writer.WriteStartArray(list.Length);
                    foreach (var item in list)
                        writer.WriteByteString(item);
                    writer.WriteEndArray();
                    break;
            }
        }
        writer.WriteEndMap();
    };
}
