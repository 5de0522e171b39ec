using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

/// <summary>What must hold for every input, tried on generated ones.</summary>
public sealed class JwsPropertyTests
{
    private const string Characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0\"{}é";

    [TestCase("ES256")]
    [TestCase("RS256")]
    [TestCase("EdDSA")]
    public void Changing_any_one_character_leaves_no_valid_token(string algorithm)
    {
        var key = TestKeys.For(algorithm);
        var token = new RawJws { Key = key, Header = $$"""{"alg":"{{algorithm}}"}""" }.Build();
        var changes =
            from position in Gen.Choose(0, token.Length - 1)
            from character in Gen.Elements(Characters.ToCharArray())
            where character != token[position]
            select token[..position] + character + token[(position + 1)..];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_500), Prop.ForAll(changes.ToArbitrary(),
            changed => Jws.Parse(changed)?.IsSignedBy(key.Verification) != true));
    }

    [Test]
    public void No_input_makes_the_reader_throw()
    {
        var token = new RawJws().Build();
        var text = Gen.Elements(Characters.ToCharArray()).ArrayOf().Select(characters => new string(characters));
        var spliced =
            from start in Gen.Choose(0, token.Length)
            from end in Gen.Choose(0, token.Length)
            from middle in text
            select token[..start] + middle + token[end..];
        var parts =
            from header in Json
            from payload in Json
            from signature in ArbMap.Default.GeneratorFor<byte[]>()
            select $"{RawJws.Encode(header)}.{RawJws.Encode(payload)}.{CanonicalBase64Url.Encode(signature)}";
        var inputs = Gen.Frequency((1, text), (3, spliced), (4, parts));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            var jws = Jws.Parse(input);
            _ = jws?.IsSignedBy(TestKeys.Es256.Verification);
            _ = jws?.IsType("at+jwt");
        }));
    }

    [Test]
    public void No_input_makes_the_readers_of_JSON_and_keys_throw()
    {
        var inputs = Gen.Frequency(
            (1, ArbMap.Default.GeneratorFor<byte[]>()),
            (4, Json.Select(Encoding.UTF8.GetBytes)),
            (4, Json.ArrayOf().Select(items => Encoding.UTF8.GetBytes("{\"keys\":[" + string.Join(',', items) + "]}"))));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(inputs.ToArbitrary(), input =>
        {
            if (StrictJson.TryParseObject(input) is { } json)
                ReadEverything(json);
            foreach (var key in JwkSet.TryParse(input)?.Keys ?? [])
                VerificationKey.Create(key, "ES256");
        }));
    }

    /// <summary>Objects that look like headers, keys and claims, with values of every kind, some of them broken.</summary>
    private static Gen<string> Json
    {
        get
        {
            var names = Gen.Elements("alg", "kid", "typ", "crit", "kty", "crv", "x", "y", "n", "e", "use", "key_ops", "exp", "aud", "\\u0061lg", "\\ud800");
            var values = Gen.Elements(
                "\"ES256\"", "\"EC\"", "\"RSA\"", "\"P-256\"", "\"AQAB\"", "\"\"", "1", "-1e999", "99999999999999999999", "null", "true", "[]", "{}", "[\"a\",1]",
                "\"\\udc00\"", "\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\"", "\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"", "{\"a\":[{}]}", "]", "\u0000");
            var member = from name in names from value in values select $"\"{name}\":{value}";
            return
                from members in member.ArrayOf()
                select "{" + string.Join(',', members) + "}";
        }
    }

    private static void ReadEverything(JsonElement json)
    {
        foreach (var member in json.EnumerateObject())
        {
            json.GetString(member.Name);
            json.GetInt64(member.Name);
            json.GetNumericDate(member.Name);
            json.GetStringOrStrings(member.Name);
            json.GetObject(member.Name);
            json.GetBoolean(member.Name);
        }
    }
}
