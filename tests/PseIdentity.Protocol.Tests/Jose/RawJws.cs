using System.Text;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>A token made by hand, valid as it stands; a test breaks one thing. Its signature is always a real one over what was built.</summary>
internal sealed class RawJws
{
    public SigningKey Key { get; init; } = TestKeys.Es256;
    public string Header { get; init; } = """{"alg":"ES256","typ":"at+jwt"}""";
    public string Payload { get; init; } = """{"iss":"https://id.example","sub":"alice"}""";
    public Func<byte[], byte[]> Signature { get; init; } = signature => signature;

    public string Signed => Encode(Header) + "." + Encode(Payload);

    public static string Encode(string text) => CanonicalBase64Url.Encode(Encoding.UTF8.GetBytes(text));

    public string Build()
    {
        var signature = new byte[Key.SignatureLength];
        Key.Sign(Encoding.ASCII.GetBytes(Signed), signature);
        return Signed + "." + CanonicalBase64Url.Encode(Signature(signature));
    }

    public override string ToString() => Build();
}
