using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

public sealed class JwtWriterTests
{
    [Test]
    public void A_token_carries_algorithm_key_and_type_in_its_header_and_the_claims_as_written()
    {
        var token = JwtWriter.Sign(TestKeys.Es256, "at+jwt", "alice", static (writer, sub) =>
        {
            writer.WriteString("sub", sub);
            writer.WriteNumber("iat", 5);
        });

        var parts = token.Split('.');
        Assert.That(Decode(parts[0]), Is.EqualTo($$"""{"alg":"ES256","kid":"{{TestKeys.Es256.KeyId}}","typ":"at+jwt"}"""));
        Assert.That(Decode(parts[1]), Is.EqualTo("""{"sub":"alice","iat":5}"""));
        Assert.That(Jws.Parse(token)!.IsSignedBy(TestKeys.Es256.Verification), Is.True);
    }

    [Test]
    public void Without_a_type_there_is_no_typ()
    {
        var jws = Jws.Parse(JwtWriter.Sign(TestKeys.Es256, null, 0, static (_, _) => { }))!;

        Assert.That(jws.Header.Has("typ"), Is.False);
        Assert.That(jws.Payload.EnumerateObject(), Is.Empty);
    }

    [TestCase("Zoë Müller 日本")]
    [TestCase("😀 \" \\ </script> \u2028")]
    [TestCase("")]
    public void Every_text_arrives_as_it_was(string text)
    {
        var token = JwtWriter.Sign(TestKeys.Es256, "JWT", text, static (writer, name) => writer.WriteString("name", name));

        Assert.That(Jws.Parse(token)!.Payload.GetString("name"), Is.EqualTo(text));
    }

    [Test]
    public void Letters_are_not_escaped_and_markup_is()
    {
        var token = JwtWriter.Sign(TestKeys.Es256, null, "é<", static (writer, name) => writer.WriteString("n", name));

        Assert.That(Decode(token.Split('.')[1]), Is.EqualTo("""{"n":"é\u003C"}"""));
    }

    [Test]
    public void A_token_may_be_written_while_another_is()
    {
        var outer = JwtWriter.Sign(TestKeys.Es256, null, 0, static (writer, _) =>
        {
            writer.WriteString("a", "1");
            writer.WriteString("inner", JwtWriter.Sign(TestKeys.Es256, null, 0, static (w, _) => w.WriteString("b", "2")));
        });

        Assert.That(Jws.Parse(outer)!.Payload.GetString("a"), Is.EqualTo("1"));
        Assert.That(Jws.Parse(Jws.Parse(outer)!.Payload.GetString("inner")!)!.Payload.GetString("b"), Is.EqualTo("2"));
    }

    [Test]
    public void A_writer_that_failed_leaves_nothing_behind()
    {
        Assert.That(
            () => JwtWriter.Sign(TestKeys.Es256, null, 0, static (writer, _) =>
            {
                writer.WriteString("leftover", "1");
                throw new InvalidOperationException("the claims could not be had");
            }),
            Throws.InvalidOperationException);

        Assert.That(Jws.Parse(JwtWriter.Sign(TestKeys.Es256, null, 0, static (_, _) => { }))!.Payload.EnumerateObject(), Is.Empty);
    }

    private static string Decode(string part) =>
        CanonicalBase64Url.TryDecode(part, out var bytes) ? Encoding.UTF8.GetString(bytes) : throw new AssertionException(part);
}
