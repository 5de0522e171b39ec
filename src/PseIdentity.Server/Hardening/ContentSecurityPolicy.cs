using System.Buffers;

namespace PseIdentity.Server.Hardening;

/// <summary>
/// What the browser may load and where it may post, for one answer (CSP Level 3). Everything is ours: no inline script or style, no foreign host.
/// A page that leads on to a client adds that client's address, because browsers apply <c>form-action</c> to the redirects after a post as well.
/// </summary>
internal sealed class ContentSecurityPolicy
{
    private static readonly SearchValues<char> EndOfSource = SearchValues.Create(";, \r\n'");

    private readonly List<string> formTargets = [];
    private readonly List<string> frames = [];
    private readonly List<string> framers = [];

    /// <summary>The policy of the answer under way.</summary>
    public static ContentSecurityPolicy Of(HttpContext context)
    {
        if (context.Features.Get<ContentSecurityPolicy>() is not { } policy)
            context.Features.Set(policy = new ContentSecurityPolicy());
        return policy;
    }

    /// <summary>Allows posts that end at this address: its origin, or its scheme where it has no host (<c>com.example.app:/callback</c>).</summary>
    public void AllowFormTo(string? uri) => Add(formTargets, uri);

    /// <summary>Allows frames of this address, for sign-out at relying parties by the front channel.</summary>
    public void AllowFrameOf(string? uri) => Add(frames, uri);

    /// <summary>Other sites may show this page in a frame: it has nothing to press.</summary>
    public bool MayBeFramed { get; set; }

    /// <summary>This origin alone may show the answer in a frame.</summary>
    public void MayBeFramedBy(string origin) => Add(framers, origin);

    /// <summary>Whether anybody may show it in a frame.</summary>
    public bool IsFramed => MayBeFramed || framers.Count > 0;

    public string ForPage() =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + $"form-action {string.Join(' ', ["'self'", .. formTargets])}; "
        + (frames.Count > 0 ? $"frame-src {string.Join(' ', frames)}; " : "")
        + $"base-uri 'none'; frame-ancestors {(MayBeFramed ? "*" : framers.Count > 0 ? string.Join(' ', framers) : "'none'")}";

    /// <summary>For answers that are no page.</summary>
    public const string ForData = "default-src 'none'; frame-ancestors 'none'";

    private static void Add(List<string> sources, string? uri)
    {
        if (uri is null || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
            return;
        var source = parsed.Scheme is "https" or "http" ? parsed.GetLeftPart(UriPartial.Authority) : parsed.Scheme + ":";
        // The address was validated when it was registered; a source that could end the directive is left out all the same.
        if (!source.AsSpan().ContainsAny(EndOfSource) && !sources.Contains(source, StringComparer.Ordinal))
            sources.Add(source);
    }
}
