using System.Text;
using NUnit.Framework;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Tests.Jose;

public sealed class StrictJsonTests
{
    [TestCase("""{"a":1,"a":1}""", TestName = "A_member_twice_is_refused")]
    [TestCase("""{"a":1,"\u0061":2}""", TestName = "A_member_twice_with_one_name_escaped_is_refused")]
    [TestCase("""{"a":{"b":[{"c":1,"c":2}]}}""", TestName = "A_member_twice_deep_inside_is_refused")]
    [TestCase("""{"a":1,}""", TestName = "A_trailing_comma_is_refused")]
    [TestCase("""{"a":1/* no */}""", TestName = "A_comment_is_refused")]
    [TestCase("""{"a":1} {"b":2}""", TestName = "Two_objects_are_refused")]
    [TestCase("""[{"a":1}]""", TestName = "An_array_is_refused")]
    [TestCase("\"text\"", TestName = "A_string_is_refused")]
    [TestCase("null", TestName = "Null_is_refused")]
    [TestCase("", TestName = "Nothing_is_refused")]
    [TestCase("{'a':1}", TestName = "Single_quotes_are_refused")]
    [TestCase("{\"a\":\"\u0001\"}", TestName = "A_raw_control_character_is_refused")]
    [TestCase("""{"a":"\ud800"}""", TestName = "Half_a_surrogate_pair_is_refused")]
    [TestCase("""{"\uDC00":1}""", TestName = "Half_a_surrogate_pair_in_a_name_is_refused")]
    [TestCase("\uFEFF{\"a\":1}", TestName = "A_byte_order_mark_is_refused")]
    [TestCase("{\"a\":NaN}", TestName = "Not_a_number_is_refused")]
    public void Not_strict(string json) => Assert.That(StrictJson.TryParseObject(Encoding.UTF8.GetBytes(json)), Is.Null);

    [Test]
    public void Bytes_that_are_not_UTF_8_are_refused() =>
        Assert.That(StrictJson.TryParseObject([(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}']), Is.Null);

    [Test]
    public void Nesting_is_bounded()
    {
        Assert.That(StrictJson.TryParseObject(Nested(16)), Is.Not.Null);
        Assert.That(StrictJson.TryParseObject(Nested(17)), Is.Null);
        Assert.That(StrictJson.TryParseObject(Nested(17), maxDepth: 17), Is.Not.Null);

        static byte[] Nested(int depth) =>
            Encoding.UTF8.GetBytes("{\"a\":" + new string('[', depth - 1) + new string(']', depth - 1) + "}");
    }

    [Test]
    public void Escapes_that_are_whole_characters_are_read()
    {
        var json = TestKeys.Object("""{"a":"\ud83d\ude00 \\ud800"}""");

        Assert.That(json.GetString("a"), Is.EqualTo("😀 \\ud800"));
    }

    [Test]
    public void A_member_of_another_type_reads_as_absent_but_is_there()
    {
        var json = TestKeys.Object("""{"s":5,"n":"5","b":"true","o":[],"l":["a",1],"z":null}""");

        Assert.That(json.GetString("s"), Is.Null);
        Assert.That(json.GetInt64("n"), Is.Null);
        Assert.That(json.GetNumericDate("n"), Is.Null);
        Assert.That(json.GetBoolean("b"), Is.Null);
        Assert.That(json.GetObject("o"), Is.Null);
        Assert.That(json.GetStrings("l"), Is.Null);
        Assert.That(json.GetStringOrStrings("l"), Is.Null);
        Assert.That(json.GetString("z"), Is.Null);
        Assert.That(json.Has("z"), Is.True);
        Assert.That(json.Has("absent"), Is.False);
    }

    [TestCase("0", 0L)]
    [TestCase("1700000000", 1700000000L)]
    [TestCase("1700000000.75", 1700000000L)]
    [TestCase("1.7e9", 1700000000L)]
    [TestCase("253402300799", 253402300799L)]
    [TestCase("253402300800", null)]
    [TestCase("-1", null)]
    [TestCase("1e400", null)]
    [TestCase("9999999999999999999999", null)]
    public void A_numeric_date_is_seconds_within_what_a_date_can_say(string number, long? expected) =>
        Assert.That(TestKeys.Object($$"""{"exp":{{number}}}""").GetNumericDate("exp")?.ToUnixTimeSeconds(), Is.EqualTo(expected));

    [Test]
    public void An_audience_is_one_string_or_several()
    {
        Assert.That(TestKeys.Object("""{"aud":"a"}""").GetStringOrStrings("aud"), Is.EqualTo((string[])["a"]));
        Assert.That(TestKeys.Object("""{"aud":["a","b"]}""").GetStringOrStrings("aud"), Is.EqualTo((string[])["a", "b"]));
        Assert.That(TestKeys.Object("""{"aud":"a"}""").GetStrings("aud"), Is.Null);
    }
}
