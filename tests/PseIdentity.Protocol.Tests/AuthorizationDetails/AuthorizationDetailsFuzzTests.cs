using NUnit.Framework;
using PseIdentity.Protocol.AuthorizationDetails;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Testing.Fuzzing;

namespace PseIdentity.Protocol.Tests.AuthorizationDetails;

/// <summary>What strangers send as <c>authorization_details</c>.</summary>
public sealed class AuthorizationDetailsFuzzTests
{
    private const string Payment =
        """{"type":"payment_initiation","actions":["initiate","status"],"locations":["https://example.com/payments"],"datatypes":["x"],"instructedAmount":{"currency":"EUR","amount":"123.50"},"creditorName":"Merchant \u00c4","creditorAccount":{"iban":"DE02100100109307118603"},"remittanceInformationUnstructured":"Ref"}""";

    private static readonly Client Shop = new("shop", new ClientMetadata { AuthorizationDetailsTypes = [PaymentInitiation.Name] }, []);

    [Test]
    public void Mutated_details_cost_little_and_are_refused_or_read_as_they_are_written() => Fuzz.Text(
        [$"[{Payment}]", "[" + Payment + """,{"type":"payment_initiation","instructedAmount":{"currency":"JPY","amount":"9000"},"creditorName":"B","creditorAccount":{"bban":"123","bic":"ABCDJPJT"}}]"""],
        input =>
        {
            if (CheckedDetails.Parse(input, Shop) is not { } details)
                return;
            Assert.That(CheckedDetails.Parse(details.Json, Shop)?.Json, Is.EqualTo(details.Json), "what is written is read again as the same");
            Assert.That(CheckedDetails.OfStored(details.Json, Shop)?.Hash, Is.EqualTo(details.Hash));
            foreach (var detail in details.Items)
                detail.Describe();
        },
        e => e is ProtocolException { Error.Code: "invalid_authorization_details" });

    [TestCase("Merchant\U000E0041")]
    [TestCase("Merchant\U000E0001")]
    [TestCase("Merchant\u202E")]
    [TestCase("Mer\u3164chant")]
    [TestCase("Merchant\U000F0000")]
    [Category("RFC 9396 §5")]
    public void A_name_that_does_not_show_all_that_it_holds_is_refused(string name) =>
        Assert.That(() => CheckedDetails.Parse($"[{Payment.Replace("Merchant \\u00c4", name, StringComparison.Ordinal)}]", Shop),
            Throws.TypeOf<ProtocolException>().With.Property("Error").Property("Code").EqualTo("invalid_authorization_details"));

    [TestCase("Merchant \u00c4")]
    [TestCase("\U00020BB7\u91CE\u5BB6")]
    [TestCase("Caf\u00e9 \U0001F600")]
    public void A_name_of_any_script_can_be_shown(string name) =>
        Assert.That(CheckedDetails.Parse($"[{Payment.Replace("Merchant \\u00c4", name, StringComparison.Ordinal)}]", Shop)?.Items.Count(), Is.EqualTo(1));
}
