using BrowserApp;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

var app = builder.Build();

var options = BrowserAppOptions.Read(app.Configuration);
var library = Path.Combine(app.Environment.ContentRootPath, "node_modules", "oidc-client-ts", "dist", "browser", "oidc-client-ts.min.js");

app.Use((context, next) =>
{
    var headers = context.Response.Headers;
    headers.ContentSecurityPolicy = options.ContentSecurityPolicy();
    headers.XContentTypeOptions = "nosniff";
    // The address that the provider leads back to carries a code: it is for nobody else.
    headers["Referrer-Policy"] = "no-referrer";
    headers.CacheControl = "no-cache";

    if (context.Request.Path == "/" && !File.Exists(library))
        context.Request.Path = "/install.html";
    return next(context);
});
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseRouting();

app.MapGet("/settings.json", () => TypedResults.Ok(options));
app.MapGet("/lib/oidc-client-ts.js", IResult () => File.Exists(library) ? TypedResults.PhysicalFile(library, "text/javascript") : TypedResults.NotFound());
app.MapGet("/healthz/live", () => TypedResults.Ok());

app.Run();
