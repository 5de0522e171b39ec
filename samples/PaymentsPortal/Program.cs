using PaymentsPortal;
using PaymentsPortal.OpenIdConnect;
using PaymentsPortal.Payments;

var builder = WebApplication.CreateBuilder(args);

builder.Services.AddOpenIdConnect(builder.Configuration);
builder.Services.AddOptions<PortalOptions>().Bind(builder.Configuration.GetSection("Portal"));
builder.Services.AddPaymentsApi(builder.Configuration);
builder.Services.AddRazorPages();
builder.Services.AddPortalCookieNames();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

var app = builder.Build();

app.UseSecurityHeaders();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    ExceptionHandlingPath = "/error",
    StatusCodeSelector = exception => exception is SignInException { Error: "provider_unreachable" } ? 503 : exception is SignInException ? 400 : 500,
    SuppressDiagnosticsCallback = failure => failure.Exception is SignInException,
});
app.UseStatusCodePagesWithReExecute("/error", "?status={0}");
app.UseStaticFiles();
app.UseRouting();
app.UseAuthentication();
app.UseAuthorization();

app.MapOpenIdConnect();
app.MapRazorPages();
app.MapGet("/healthz/live", () => TypedResults.Ok());

app.Run();
