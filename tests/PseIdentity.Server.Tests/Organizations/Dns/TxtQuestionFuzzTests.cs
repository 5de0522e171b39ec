using NUnit.Framework;
using PseIdentity.Server.Organizations.Dns;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Server.Tests.Organizations.Dns;

internal sealed class TxtQuestionFuzzTests
{
    [Test]
    public void Whatever_a_name_server_sends_is_read_quickly_or_refused()
    {
        var question = new TxtQuestion("_pse-identity.acme.example");
        var plain = new DnsMessage { Question = question.Message }.With("pse-identity-domain=x").With("other");
        var alias = new DnsMessage { Question = question.Message };
        alias.Answers.Add((DnsMessage.Asked, DnsMessage.Alias, DnsMessage.NameOf("proof.example")));
        alias.With("mine", DnsMessage.NameOf("proof.example"));

        Fuzz.Bytes([plain.ToBytes(), alias.ToBytes(), new DnsMessage { Question = question.Message, Flags = 0x8183 }.ToBytes()],
            input => question.Read(input), e => e is DnsFormatException);
    }
}
