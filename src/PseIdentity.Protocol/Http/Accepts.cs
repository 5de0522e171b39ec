using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PseIdentity.Protocol.Http;

/// <summary>Content negotiation as far as the protocol has any (RFC 9110 §12.5.1).</summary>
internal static class Accepts
{
    /// <summary>Whether the request names this media type, and JSON not more urgently. Wildcards ask for nothing in particular.</summary>
    public static bool Prefers(this HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted) && Quality(accepted, mediaType) is > 0 and var quality
        && quality >= Quality(accepted, "application/json");

    private static double Quality(IList<MediaTypeHeaderValue> accepted, string mediaType)
    {
        foreach (var each in accepted)
            if (each.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
                return each.Quality ?? 1;
        return 0;
    }
}
