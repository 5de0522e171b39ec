using Microsoft.Extensions.Options;

namespace PseIdentity.Protocol.Authorize;

/// <summary>What this provider answers with (<c>response_types_supported</c>): a code, and what the settings add.</summary>
public sealed class ResponseTypes(IOptions<ProtocolOptions> options)
{
    private readonly IReadOnlyList<ResponseType> all = options.Value.ImplicitAndHybrid ? [ResponseType.Code, .. ResponseType.InFront] : [ResponseType.Code];

    public IReadOnlyList<string> Names => [.. all.Select(type => type.Name)];

    /// <summary>Null for one that is not supported.</summary>
    public ResponseType? Find(string name) => all.FirstOrDefault(type => type.Is(name));
}
