using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PseIdentity.Protocol.Clients;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Registration;

namespace PseIdentity.Protocol.Http;

/// <summary>How answers of the back-channel endpoints are written: JSON that nobody caches (RFC 6749 §5.1).</summary>
public static class ProtocolResponses
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sends the browser on with an answer in the address.</summary>
    public static void LeadTo(this HttpResponse response, string location)
    {
        // 303, so that a browser that has just posted a password does not post it to the client (RFC 9700 §4.12).
        response.StatusCode = StatusCodes.Status303SeeOther;
        response.Headers.CacheControl = "no-store";
        response.Headers.Location = location;
    }

    public static async Task WriteJsonAsync<TState>(this HttpResponse response, int status, TState state, Action<Utf8JsonWriter, TState> write)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            write(json, state);
            json.WriteEndObject();
        }
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory);
    }

    /// <summary>An answer that is a JWT.</summary>
    public static async Task WriteJwtAsync(this HttpResponse response, string contentType, string jwt)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        response.ContentLength = jwt.Length;
        await response.WriteAsync(jwt, System.Text.Encoding.ASCII);
    }

    /// <summary>A refusal as RFC 6749 §5.2 writes it; every back-channel endpoint ends here.</summary>
    public static Task WriteErrorAsync(this HttpResponse response, ProtocolError error) =>
        response.WriteJsonAsync(error.Status, error, static (json, error) =>
        {
            json.WriteString("error", error.Code);
            json.WriteString("error_description", error.Description);
        });
}

/// <summary>The one place where refusals of back-channel endpoints are caught, logged and written.</summary>
public sealed partial class JsonErrors(IClientStore clients, ILogger<JsonErrors> log)
{
    public async Task RunAsync(HttpContext context, Func<HttpContext, Task> endpoint)
    {
        try
        {
            await endpoint(context);
        }
        catch (ProtocolException refusal)
        {
            Refused(log, context.Request.Path, refusal.Error.Id, refusal.Error.Code, refusal.Detail ?? refusal.Error.Description);

            // RFC 6749 §5.2: a client that used the Authorization header is answered with a challenge of the same scheme.
            if (refusal.Error is { Status: 401, Code: "invalid_client" } && context.Request.Headers.Authorization.Count > 0)
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"client\", charset=\"UTF-8\"";
            // RFC 6750 §3: the error stands in the challenge.
            if (refusal.Error is { Status: 401, Code: "invalid_token" } && context.Response.Headers.WWWAuthenticate.Count == 0)
                context.Response.Headers.WWWAuthenticate = refusal.Error.Id == RegistrationTokens.Missing ? "Bearer" : $"Bearer error=\"invalid_token\", error_description=\"{refusal.Error.Description}\"";
            await Cors.AllowRefusalAsync(context, clients);
            await context.Response.WriteErrorAsync(refusal.Error);
        }
    }

    [LoggerMessage(1001, LogLevel.Information, "{Path} refused: {FailureId} ({ErrorCode}): {Detail}")]
    private static partial void Refused(ILogger log, string path, string failureId, string errorCode, string detail);
}
