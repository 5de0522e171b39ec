namespace PseIdentity.Testing.Fuzzing;

/// <summary>
/// Makes inputs out of valid ones: a few changes each, drawn from a seeded generator, so that the same seed always makes the same inputs.
/// Everything is done on octets; <see cref="Alphabet"/> holds those that mean something to the grammars of this field.
/// </summary>
public sealed class Mutations(IReadOnlyList<byte[]> corpus, int seed)
{
    private const int MostChanges = 4;
    private const int LongestInput = 64 * 1024;

    /// <summary>Separators, brackets, quotes, escapes, digits, the ends of the octet range, and a lone UTF-8 continuation.</summary>
    private static readonly byte[] Alphabet = [.. ".,:;=&?#%+-_/\\\"'{}[]()<> \t\r\n\0aZ09é"u8, 0x7F, 0x80, 0xFF, 0xC0];

    private readonly Random random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        var input = new List<byte>(Any());
        for (var changes = random.Next(1, MostChanges + 1); changes > 0; changes--)
            Change(input);
        if (input.Count > LongestInput)
            input.RemoveRange(LongestInput, input.Count - LongestInput);
        return [.. input];
    }

    private void Change(List<byte> input)
    {
        var (start, length) = Piece(input);
        switch (random.Next(8))
        {
            case 0 when input.Count > 0: // flip a bit
                input[random.Next(input.Count)] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when input.Count > 0: // put a meaningful octet in place of one
                input[random.Next(input.Count)] = Alphabet[random.Next(Alphabet.Length)];
                break;
            case 2: // insert
                input.Insert(random.Next(input.Count + 1), Alphabet[random.Next(Alphabet.Length)]);
                break;
            case 3: // delete
                input.RemoveRange(start, length);
                break;
            case 4: // duplicate
                input.InsertRange(start, [.. input.GetRange(start, length)]);
                break;
            case 5: // splice: a piece of another valid input
                var other = Any();
                var from = random.Next(other.Length + 1);
                input.InsertRange(start, other[from..random.Next(from, other.Length + 1)]);
                break;
            case 6: // truncate
                input.RemoveRange(start, input.Count - start);
                break;
            default: // repeat: nesting, long values, many members
                var piece = input.GetRange(start, Math.Min(length, 64));
                for (var times = random.Next(1, 512); times > 0 && input.Count < LongestInput; times--)
                    input.InsertRange(start, piece);
                break;
        }
    }

    private byte[] Any() => corpus[random.Next(corpus.Count)];

    private (int Start, int Length) Piece(List<byte> input)
    {
        var start = random.Next(input.Count + 1);
        return (start, random.Next(Math.Min(input.Count - start, 256) + 1));
    }
}
