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
}
