namespace PseIdentity.Protocol.Jose;

/// <summary>What the writer asks of a key: <see cref="SigningKey"/> and <see cref="MacKey"/>, which are never mistaken for each other when reading.</summary>
internal interface IJwsSigner
{
    int SignatureLength { get; }

    /// <summary>The encoded JOSE header with its dot.</summary>
    byte[] HeaderFor(string? type);

    int Sign(ReadOnlySpan<byte> data, Span<byte> destination);
}
