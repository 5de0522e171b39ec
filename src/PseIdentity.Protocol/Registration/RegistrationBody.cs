using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PseIdentity.Protocol.Errors;
using PseIdentity.Protocol.Jose;

namespace PseIdentity.Protocol.Registration;

/// <summary>The JSON that clients send about themselves (RFC 7591 §3.1): one object, every member once, not too long.</summary>
internal static class RegistrationBody
{
    private const int Longest = 64 * 1024;

    /// <exception cref="ProtocolException">invalid_client_metadata.</exception>
    public static async ValueTask<JsonElement> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!request.HasJsonContentType())
            throw Refuse.InvalidClientMetadata("registration.content_type", "The body must be application/json.");
        var body = await BytesAsync(request, ct);
        return StrictJson.TryParseObject(body.Span)
            ?? throw Refuse.InvalidClientMetadata("registration.json", "The body must be one JSON object with every member once.");
    }

    /// <summary>RFC 7591 §2.3: a statement "digitally signed" by somebody whom this provider trusts; there is nobody yet.</summary>
    /// <exception cref="ProtocolException">invalid_software_statement, unapproved_software_statement.</exception>
    public static void RefuseSoftwareStatement(JsonElement body)
    {
        if (!body.TryGetProperty("software_statement", out var statement) || statement.ValueKind == JsonValueKind.Null)
            return;
        if (statement.ValueKind != JsonValueKind.String || Jws.Parse(statement.GetString() ?? "") is null)
            throw Refuse.InvalidSoftwareStatement("registration.software_statement", "The software_statement is not a signed JWT.");
        throw Refuse.UnapprovedSoftwareStatement("registration.software_statement_issuer", "This provider trusts no issuer of software statements; register without one.");
    }

    private static async ValueTask<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > Longest)
            throw TooLong();
        using var body = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, ct)) > 0)
        {
            if (body.Length + read > Longest)
                throw TooLong();
            body.Write(chunk, 0, read);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static ProtocolException TooLong() => Refuse.InvalidClientMetadata("registration.too_long", "The body is too long.");
}
