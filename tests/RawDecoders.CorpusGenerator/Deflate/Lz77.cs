// The string matcher of the DEFLATE encoder. Owns: turning bytes into literals and (length, distance) pairs within a
// window. Leaves to others: coding them (DeflateEncoder).

namespace RawDecoders.CorpusGenerator;

/// <summary>A literal byte (Length 0, Value the byte) or a copy of Length (3..258) bytes from Distance (1..32768) back.</summary>
public readonly record struct LzToken(int Value, int Length, int Distance);

/// <summary>Greedy LZ77 with one step of lookahead, by hash chains of bounded length.</summary>
public static class Lz77
{
    public const int MinMatch = 3;

    public const int MaxMatch = 258;

    private const int MaxChain = 96;

    /// <summary>Tokens of <paramref name="data"/>; no distance exceeds <paramref name="window"/> bytes (0: literals only).</summary>
    public static List<LzToken> Tokenise(ReadOnlySpan<byte> data, int window)
    {
        List<LzToken> tokens = [];
        int[] head = new int[1 << 15];
        Array.Fill(head, -1);
        int[] previous = new int[data.Length];
        int at = 0, inserted = 0;
        while (at < data.Length)
        {
            (int length, int distance) = Find(data, at, window, head, previous, ref inserted);
            if (length >= MinMatch)
            {
                (int nextLength, int _) = Find(data, at + 1, window, head, previous, ref inserted);
                if (nextLength > length)
                    length = 0;
            }

            if (length >= MinMatch)
            {
                tokens.Add(new LzToken(0, length, distance));
                at += length;
            }
            else
            {
                tokens.Add(new LzToken(data[at], 0, 0));
                at++;
            }
        }

        return tokens;
    }

    private static (int Length, int Distance) Find(
        ReadOnlySpan<byte> data, int at, int window, int[] head, int[] previous, ref int inserted)
    {
        if (window == 0 || at + MinMatch > data.Length)
            return (0, 0);
        for (; inserted < at; inserted++)
        {
            if (inserted + MinMatch > data.Length)
                continue;
            int h = Hash(data, inserted);
            previous[inserted] = head[h];
            head[h] = inserted;
        }

        int best = 0, distance = 0, limit = Math.Min(MaxMatch, data.Length - at);
        int candidate = head[Hash(data, at)];
        for (int chain = 0; chain < MaxChain && candidate >= 0 && at - candidate <= window; chain++)
        {
            int length = data.Slice(at, limit).CommonPrefixLength(data.Slice(candidate, limit));
            if (length > best)
                (best, distance) = (length, at - candidate);
            if (best == limit)
                break;
            candidate = previous[candidate];
        }

        // A short match far away costs more bits than three literals.
        return best == MinMatch && distance > 4096 ? (0, 0) : (best, distance);
    }

    private static int Hash(ReadOnlySpan<byte> data, int at) => (data[at] << 10 ^ data[at + 1] << 5 ^ data[at + 2]) & 0x7FFF;
}
