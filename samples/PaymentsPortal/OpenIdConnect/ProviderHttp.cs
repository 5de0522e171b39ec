namespace PaymentsPortal.OpenIdConnect;

/// <summary>How the portal's requests reach the provider.</summary>
internal static class ProviderHttp
{
    /// <summary>Secrets go in these requests, so that no redirect is followed; an answer is small and comes soon.</summary>
    public static void AddProviderHttp(this IServiceCollection services) =>
        services.AddHttpClient(Provider.HttpClientName, client =>
            {
                client.Timeout = TimeSpan.FromSeconds(10);
                client.MaxResponseContentBufferSize = 1 << 20;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public static async Task<HttpResponseMessage> SendToProviderAsync(this IHttpClientFactory http, HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await http.CreateClient(Provider.HttpClientName).SendAsync(request, ct);
        }
        catch (HttpRequestException unreachable)
        {
            throw SignInException.ProviderUnreachable(unreachable);
        }
        catch (TaskCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw SignInException.ProviderUnreachable(late);
        }
    }
}
