using System.Text;
using System.Text.Json;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>One key of each algorithm for the whole run: making RSA keys is slow.</summary>
internal static class TestKeys
{
    private static readonly Lazy<SigningKey> LazyRs256 = new(() => SigningKey.Generate("RS256"));
    private static readonly Lazy<SigningKey> LazyPs256 = new(() => SigningKey.Generate("PS256"));
    private static readonly Lazy<SigningKey> LazyEs256 = new(() => SigningKey.Generate("ES256"));
    private static readonly Lazy<SigningKey> LazyEdDsa = new(() => SigningKey.Generate("EdDSA"));
    private static readonly Lazy<SigningKey> LazyOther = new(() => SigningKey.Generate("ES256"));

    public static SigningKey Rs256 => LazyRs256.Value;
    public static SigningKey Ps256 => LazyPs256.Value;
    public static SigningKey Es256 => LazyEs256.Value;
    public static SigningKey EdDsa => LazyEdDsa.Value;
    public static SigningKey SomebodyElses => LazyOther.Value;

    public static SigningKey For(string algorithm) => algorithm switch { "RS256" => Rs256, "PS256" => Ps256, "EdDSA" => EdDsa, _ => Es256 };

    public static Jwk Jwk(string json) => PseIdentity.Protocol.Jose.Jwk.TryParse(Object(json))!;

    public static JsonElement Object(string json) => StrictJson.TryParseObject(Encoding.UTF8.GetBytes(json))!.Value;
}
