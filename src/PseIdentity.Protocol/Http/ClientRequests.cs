using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.ClientAuthentication;

namespace PseIdentity.Protocol.Http;

/// <summary>What client authentication sees of a request.</summary>
internal static class ClientRequests
{
    public static ClientRequest ClientRequest(this HttpContext context, Parameters form) =>
        new(form, context.Request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : null, context.Connection.ClientCertificate, context.Request.Path.Value ?? "");
}
