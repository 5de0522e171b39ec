using System.Text.Json;
using PaymentsApi;
using PaymentsApi.AccessTokens;
using PaymentsApi.Payments;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddAccessTokens(builder.Configuration);
builder.Services.AddBrowserOrigins(builder.Configuration);
builder.Services.AddSingleton<PaymentBook>();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.ConfigureHttpJsonOptions(json =>
{
    json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
    json.SerializerOptions.AllowDuplicateProperties = false;
});
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.ConfigureHttpsDefaults(Tls.Configure);
    kestrel.Limits.MaxRequestBodySize = 64 * 1024;
});

var app = builder.Build();

app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.MapResourceMetadata();
app.MapPayments();
app.MapGet("/healthz/live", () => TypedResults.Ok()).AllowAnonymous();

app.Run();
