namespace PseIdentity.Protocol.Authorize;

/// <summary>The response modes by name (<c>response_modes_supported</c>).</summary>
public sealed class ResponseModes(IEnumerable<IResponseMode> modes)
{
    private const string Jwt = "jwt";
    private readonly IResponseMode[] modes = [.. modes];

    public IReadOnlyList<string> Names => [.. modes.Select(mode => mode.Name), Jwt];

    /// <summary>Where an answer goes that says nothing about it.</summary>
    public IResponseMode DefaultOf(ResponseType type) => Find(type.DefaultMode, type) ?? throw new InvalidOperationException($"{type.DefaultMode} is not registered.");

    /// <summary>Null for one that is not known. JARM §2.3.4: <c>jwt</c> is the signed kind of the type's default.</summary>
    public IResponseMode? Find(string name, ResponseType type) =>
        Array.Find(modes, mode => mode.Name == (name == Jwt ? type.DefaultMode + ".jwt" : name));

    /// <summary>Multiple Response Types §5 and JARM §2.3.1: tokens never stand in a query, which is logged; signing does not hide them.</summary>
    public static bool Fits(IResponseMode mode, ResponseType type) => !type.LeavesInFront || mode.Name is not ("query" or "query.jwt");
}
