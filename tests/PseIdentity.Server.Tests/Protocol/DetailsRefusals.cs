using PseIdentity.Testing.Http;

namespace PseIdentity.Server.Tests.Protocol;

/// <summary>The rows about authorization details (RFC 9396 §5): one payment that is valid as it stands, and one thing wrong with it.</summary>
internal static class DetailsRefusals
{
    private const string Code = "invalid_authorization_details";

    public static IEnumerable<AuthorizeRefusal> Rows =>
    [
        Row("details that are no JSON", "[{]"),
        Row("details that are no array", "{\"type\":\"payment_initiation\"}"),
        Row("no details", "[]"),
        Row("a detail that is no object", "[1]"),
        Row("a detail without a type", Payment("\"type\":\"payment_initiation\",", "")),
        Row("a detail of an unknown type", Payment("payment_initiation", "account_information")),
        Row("a detail with an unknown member", Payment("\"creditorName\"", "\"debtorName\":\"x\",\"creditorName\"")),
        Row("a detail with a member twice", Payment("\"creditorName\"", "\"creditorName\":\"x\",\"creditorName\"")),
        Row("a payment without an amount", Payment("\"instructedAmount\":{\"currency\":\"EUR\",\"amount\":\"123.50\"},", "")),
        Row("a payment without a creditor", Payment("\"creditorName\":\"Merchant A\",", "")),
        Row("a payment to no account", Payment("\"creditorAccount\":{\"iban\":\"DE02100100109307118603\"},", "")),
        Row("a payment to a mistyped IBAN", Payment("DE021", "DE031")),
        Row("a payment with two accounts", Payment("{\"iban\"", "{\"bban\":\"1\",\"iban\"")),
        Row("an amount that is a JSON number", Payment("\"123.50\"", "123.50")),
        Row("an amount below zero", Payment("123.50", "-123.50")),
        Row("an amount of nothing", Payment("123.50", "0.00")),
        Row("an amount in exponential notation", Payment("123.50", "1e9")),
        Row("an amount with a comma", Payment("123.50", "123,50")),
        Row("an amount with more decimals than cents", Payment("123.50", "123.505")),
        Row("an amount in a currency that does not exist", Payment("EUR", "EUX")),
        Row("a creditor with an invisible character", Payment("Merchant A", "Merchant\\u202eA")),
        Row("a creditor that is null", Payment("\"Merchant A\"", "null")),
        Row("an unknown action", Payment("\"creditorName\"", "\"actions\":[\"steal\"],\"creditorName\"")),
        Row("a location that is not absolute", Payment("\"creditorName\"", "\"locations\":[\"/payments\"],\"creditorName\"")),
        Row("the same detail twice", Installation.Payment[..^1] + "," + Installation.Payment[1..]),
        Row("eleven details", "[" + string.Join(',', Enumerable.Range(1, 11).Select(n => Payment("123.50", n + ".00").Trim('[', ']'))) + "]"),
        new("details of a type that the client has not registered", "RFC 9396 §10", Code, true, ("authorization_details", Installation.Payment)),
    ];

    private static string Payment(string part, string instead) => Installation.Payment.Replace(part, instead, StringComparison.Ordinal);

    private static AuthorizeRefusal Row(string situation, string details) => new(situation, "RFC 9396 §5", Code, true,
        ("client_id", "merchant"), ("redirect_uri", "http://localhost:9107/callback"), ("authorization_details", details));
}
