using System.Formats.Cbor;

namespace PseIdentity.Server.SignIn.WebAuthn;

/// <summary>
/// CBOR (RFC 8949) as strangers send it, read whole into integers, octets, texts, booleans, lists and <see cref="CborMap"/>s. No tags and floating-point
/// numbers, no map key twice, bounded in depth and number, so that a short input cannot become a large one.
/// </summary>
internal static class Cbor
{
    // CTAP2 §8 allows four levels; a compound attestation within an attestation object takes one more.
    private const int Deepest = 6;
    private const int MostItems = 512;

    /// <summary>One item and nothing after it; null for anything else.</summary>
    public static object? Read(ReadOnlyMemory<byte> data, CborConformanceMode mode) => Read(data, mode, out var length) is { } item && length == data.Length ? item : null;

    /// <summary>The item at the beginning.</summary>
    /// <param name="length">How many octets it takes.</param>
    public static object? Read(ReadOnlyMemory<byte> data, CborConformanceMode mode, out int length)
    {
        length = 0;
        try
        {
            var reader = new CborReader(data, mode, allowMultipleRootLevelValues: true);
            var left = MostItems;
            var item = ReadItem(reader, Deepest, ref left);
            length = data.Length - reader.BytesRemaining;
            return item;
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            // How the reader says that the octets are no such CBOR, are of another type, or a number is too large.
            return null;
        }
    }

    private static object? ReadItem(CborReader reader, int depth, ref int left)
    {
        if (depth == 0 || left-- == 0)
            return null;
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return reader.ReadInt64();
            case CborReaderState.ByteString:
                return reader.ReadByteString();
            case CborReaderState.TextString:
                return reader.ReadTextString();
            case CborReaderState.Boolean:
                return reader.ReadBoolean();
            case CborReaderState.StartArray:
                return ReadArray(reader, depth, ref left);
            case CborReaderState.StartMap:
                return ReadMap(reader, depth, ref left);
            default:
                return null;
        }
    }

    private static List<object>? ReadArray(CborReader reader, int depth, ref int left)
    {
        var items = new List<object>();
        reader.ReadStartArray();
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (ReadItem(reader, depth - 1, ref left) is not { } item)
                return null;
            items.Add(item);
        }
        reader.ReadEndArray();
        return items;
    }

    private static CborMap? ReadMap(CborReader reader, int depth, ref int left)
    {
        var members = new Dictionary<object, object>();
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            var key = ReadItem(reader, 1, ref left);
            if (key is not (long or string) || ReadItem(reader, depth - 1, ref left) is not { } value || !members.TryAdd(key, value))
                return null;
        }
        reader.ReadEndMap();
        return new CborMap(members);
    }
}

/// <summary>A map whose keys are integers or texts. Each reading answers null when the member is absent or of another type.</summary>
internal sealed class CborMap(Dictionary<object, object> members)
{
    public int Count => members.Count;

    public bool Has(object key) => members.ContainsKey(key);

    public long? Integer(object key) => members.GetValueOrDefault(key) as long?;

    public byte[]? Octets(object key) => members.GetValueOrDefault(key) as byte[];

    public string? Text(object key) => members.GetValueOrDefault(key) as string;

    public CborMap? Map(object key) => members.GetValueOrDefault(key) as CborMap;

    /// <summary>An array of nothing but octet strings, at least one.</summary>
    public IReadOnlyList<byte[]>? OctetStrings(object key) =>
        members.GetValueOrDefault(key) is List<object> { Count: > 0 } items && items.All(item => item is byte[]) ? [.. items.Cast<byte[]>()] : null;
}
