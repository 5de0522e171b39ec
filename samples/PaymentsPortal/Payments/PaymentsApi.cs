using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PaymentsPortal.Payments;

/// <summary>What the payments API answered: its status line and its body, laid out for reading.</summary>
/// <param name="StepUp">Set when the API wants the person to sign in more strongly or again.</param>
internal sealed record ApiAnswer(int Status, string Summary, string Body, StepUp? StepUp = null);

/// <summary>Calls the payments API on behalf of the person, with their access token (RFC 6750 §2.1).</summary>
internal sealed class PaymentsApi(HttpClient http)
{
    // The page encodes it for HTML; here it is laid out for people.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task<ApiAnswer> PayAsync(Bill bill, string accessToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments")
        {
            Content = JsonContent.Create(new
            {
                creditor_name = bill.Payee,
                instructed_amount = new { currency = bill.Currency, amount = bill.AmountOnTheWire },
                remittance_information = bill.Reference,
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);

        try
        {
            using var response = await http.SendAsync(request, ct);
            var body = await response.Content.ReadAsStringAsync(ct);
            return new((int)response.StatusCode, Summary(response, bill), Readable(response, body), StepUp.In(response.Headers.WwwAuthenticate));
        }
        catch (HttpRequestException)
        {
            return new(0, "The payments API does not answer.", "");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(0, "The payments API takes too long to answer.", "");
        }
    }

    private static string Summary(HttpResponseMessage response, Bill bill) =>
        response.IsSuccessStatusCode ? $"{bill.Payee} gets {bill.Amount}." : "The payment was not accepted.";

    // RFC 6750 §3: a refusal speaks in this header.
    private static string Readable(HttpResponseMessage response, string body)
    {
        if (response.Headers.WwwAuthenticate.Count > 0)
            return "WWW-Authenticate: " + response.Headers.WwwAuthenticate;
        return response.Content.Headers.ContentType?.MediaType == "application/json" && body.Length < 4096
            ? JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(body), Indented)
            : "";
    }
}

internal static class PaymentsApiServices
{
    /// <summary><c>Api:Url</c>: where the payments API listens.</summary>
    public static void AddPaymentsApi(this IServiceCollection services, IConfiguration configuration) =>
        services.AddHttpClient<PaymentsApi>(client =>
        {
            client.BaseAddress = new Uri(configuration["Api:Url"] ?? "http://localhost:5403");
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = 1 << 20;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
}
