using Microsoft.Extensions.Options;
using NUnit.Framework;
using PseIdentity.Server.Organizations.Dns;

namespace PseIdentity.Server.Tests.Organizations.Dns;

/// <summary>Questions to a name server that is real, and at times hostile.</summary>
internal sealed class TxtLookupTests
{
    private const string Name = "_pse-identity.acme.example";
    private NameServer server = null!;

    [SetUp]
    public void Start() => server = new NameServer();

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test, Category("RFC 1035 §3.3.14")]
    public async Task Texts_come_whole_and_in_their_order()
    {
        server.ByUdp = question =>
        {
            var answer = Valid(question).With("one");
            answer.Answers.Add((DnsMessage.NameOf("_PSE-identity.ACME.example"), DnsMessage.Txt, DnsMessage.Text("t", "w", "o")));
            return [answer.ToBytes()];
        };

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "one", "two" }));
    }

    [Test]
    public async Task A_name_that_is_not_there_has_no_texts()
    {
        server.ByUdp = question => [new DnsMessage { Question = question, Flags = 0x8183 }.ToBytes()];
        Assert.That(await FindAsync(), Is.Empty);
    }

    [Test, Category("RFC 1034 §3.6.2")]
    public async Task A_name_may_stand_for_another_one_of_the_same_answer()
    {
        server.ByUdp = question =>
        {
            var answer = Valid(question);
            answer.Answers.Add((DnsMessage.Asked, DnsMessage.Alias, DnsMessage.NameOf("proof.dns.example")));
            return [answer.With("mine", DnsMessage.NameOf("proof.dns.example")).With("foreign", DnsMessage.NameOf("other.example")).ToBytes()];
        };

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "mine" }));
    }

    [Test, Category("RFC 1035 §4.2.2")]
    public async Task A_truncated_answer_is_fetched_by_TCP()
    {
        server.ByUdp = question => [new DnsMessage { Question = question, Flags = 0x8380 }.With("cut").ToBytes()];
        server.ByTcp = question =>
        {
            var answer = Valid(question);
            for (var i = 0; i < 40; i++)
                answer.With(new string('x', 200));
            return answer.With("whole").ToBytes();
        };

        Assert.That((await FindAsync())[^1], Is.EqualTo("whole"));
    }

    [Test, Category("RFC 5452 §9.1")]
    public async Task Forged_datagrams_in_front_of_the_answer_are_left_aside()
    {
        server.ByUdp = question =>
        [
            new DnsMessage { Question = question, Id = (ushort)(question[0] << 8 | (byte)(question[1] + 1)) }.With("wrong id").ToBytes(),
            new DnsMessage { Question = question, Name = "_pse-identity.evil.example" }.With("wrong question").ToBytes(),
            new DnsMessage { Question = question, Questions = 0 }.With("no question").ToBytes(),
            new DnsMessage { Question = question, Flags = 0x0100 }.With("not even an answer").ToBytes(),
            [1, 2, 3],
            [],
            Valid(question).With("true").ToBytes(),
        ];

        Assert.That(await FindAsync(), Is.EqualTo(new[] { "true" }));
    }

    [Test]
    public async Task What_nobody_asked_for_is_not_believed()
    {
        server.ByUdp = question =>
        {
            var answer = Valid(question).With("of somebody else", DnsMessage.NameOf("other.example"));
            answer.Additional.Add((DnsMessage.Asked, DnsMessage.Txt, DnsMessage.Text("additional")));
            return [answer.ToBytes()];
        };

        Assert.That(await FindAsync(), Is.Empty);
    }

    [TestCaseSource(nameof(Broken))]
    public void A_message_that_breaks_the_format_is_no_answer(Func<byte[], byte[]> answer)
    {
        server.ByUdp = question => [answer(question)];
        Assert.That(async () => await FindAsync(), Throws.TypeOf<DnsUnreachableException>());
    }

    [Test]
    public void A_flood_of_forged_datagrams_ends_the_question()
    {
        server.ByUdp = question => Enumerable.Repeat(new DnsMessage { Question = question, Name = "evil.example" }.With("x").ToBytes(), 100);
        Assert.That(async () => await FindAsync(), Throws.TypeOf<DnsUnreachableException>());
    }

    [Test]
    public void An_answer_by_TCP_that_is_too_long_or_foreign_is_refused()
    {
        server.ByUdp = question => [new DnsMessage { Question = question, Flags = 0x8380 }.ToBytes()];

        server.ByTcp = question => [.. Valid(question).With("x").ToBytes(), .. new byte[20_000]];
        Assert.That(async () => await FindAsync(), Throws.TypeOf<DnsUnreachableException>());
        server.ByTcp = question => new DnsMessage { Question = question, Name = "evil.example" }.With("x").ToBytes();
        Assert.That(async () => await FindAsync(), Throws.TypeOf<DnsUnreachableException>());
        server.ByTcp = _ => null;
        Assert.That(async () => await FindAsync(), Throws.TypeOf<DnsUnreachableException>());
    }

    [Test]
    public async Task The_next_server_is_asked_where_one_is_silent_or_does_not_know()
    {
        await using var silent = new NameServer { ByUdp = _ => [] };
        await using var failing = new NameServer { ByUdp = question => [new DnsMessage { Question = question, Flags = 0x8182 }.ToBytes()] };
        server.ByUdp = question => [Valid(question).With("here").ToBytes()];

        Assert.That(await FindAsync(silent.Address, failing.Address, server.Address), Is.EqualTo(new[] { "here" }));
        Assert.That(async () => await FindAsync(failing.Address), Throws.TypeOf<DnsUnreachableException>());
    }

    [Test, Category("RFC 5452 §9.2")]
    public async Task Every_question_has_an_id_and_a_port_of_its_own()
    {
        var ids = new HashSet<int>();
        server.ByUdp = question =>
        {
            ids.Add(question[0] << 8 | question[1]);
            return [Valid(question).ToBytes()];
        };
        for (var i = 0; i < 20; i++)
            await FindAsync();

        Assert.That(ids, Has.Count.GreaterThan(15));
        Assert.That(server.Ports.Distinct().Count(), Is.GreaterThan(10));
    }

    private static IEnumerable<TestCaseData> Broken()
    {
        yield return Case("a name that points at itself", question =>
        {
            var answer = Valid(question);
            var at = (byte)question.Length;
            answer.Answers.Add(([0xC0, at], DnsMessage.Txt, DnsMessage.Text("x")));
            return answer.ToBytes();
        });
        yield return Case("a name that points forward", question =>
        {
            var answer = Valid(question);
            answer.Answers.Add(([0xC0, (byte)(question.Length + 4)], DnsMessage.Txt, DnsMessage.Text("x")));
            return answer.ToBytes();
        });
        yield return Case("a label that leads back into its own name", question =>
        {
            var answer = Valid(question);
            answer.Answers.Add(([1, (byte)'a', 0xC0, (byte)question.Length], DnsMessage.Txt, DnsMessage.Text("x")));
            return answer.ToBytes();
        });
        yield return Case("a label of an unknown kind", question =>
        {
            var answer = Valid(question);
            answer.Answers.Add(([0x80, 1, 0], DnsMessage.Txt, DnsMessage.Text("x")));
            return answer.ToBytes();
        });
        yield return Case("a text that is longer than its record", question =>
        {
            var answer = Valid(question);
            answer.Answers.Add((DnsMessage.Asked, DnsMessage.Txt, [200, (byte)'x']));
            return answer.ToBytes();
        });
        yield return Case("a message that ends within a record", question => Valid(question).With("a long enough text").ToBytes()[..^5]);
        yield return Case("a name of more than 255 octets", question =>
        {
            var answer = Valid(question);
            answer.Answers.Add((DnsMessage.NameOf(string.Join('.', Enumerable.Repeat(new string('a', 60), 5))), DnsMessage.Txt, DnsMessage.Text("x")));
            return answer.ToBytes();
        });
        yield return Case("more records than anybody needs", question =>
        {
            var answer = Valid(question);
            for (var i = 0; i < 120; i++)
                answer.With("x");
            return answer.ToBytes();
        });
    }

    private static TestCaseData Case(string what, Func<byte[], byte[]> answer) => new TestCaseData(answer).SetArgDisplayNames(what);

    private static DnsMessage Valid(byte[] question) => new() { Question = question };

    private async Task<IReadOnlyList<string>> FindAsync(params string[] servers)
    {
        var options = Options.Create(new DnsOptions { Servers = servers.Length > 0 ? servers : [server.Address], Timeout = TimeSpan.FromMilliseconds(400), Tries = 1 });
        return await new TxtLookup(options, new NameServers(options)).FindAsync(Name, CancellationToken.None);
    }
}
