using System.Text;
using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Http;

namespace PseIdentity.Protocol.AuthorizationDetails;

/// <summary>
/// <c>/authorization-details/{type}</c>: the JSON Schema of each type that discovery names in <c>authorization_details_types_supported</c>.
/// RFC 9396 leaves open where a client reads what a type holds; this is the place here.
/// </summary>
internal sealed class AuthorizationDetailsEndpoint(Issuer issuer)
{
    public const string Path = "/authorization-details/{type}";

    private readonly Dictionary<string, byte[]> schemas = AuthorizationDetailsTypes.All.ToDictionary(
        type => type.Name, type => Encoding.UTF8.GetBytes(type.Schema(issuer.Url("/authorization-details/" + type.Name)).ToJsonString()), StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        Cors.AllowEverybody(context);
        if (context.Request.RouteValues["type"] is not string type || !schemas.TryGetValue(type, out var schema))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = "application/schema+json";
        context.Response.Headers.CacheControl = "public, max-age=3600";
        context.Response.ContentLength = schema.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(schema);
    }
}
