namespace RawDecoders.Tests.Inspection;

/// <summary>Random damage to a file: changed bytes and bits, telling values, cuts, insertions, removals.</summary>
internal static class Mutation
{
    public static byte[] Of(byte[] original, Random random)
    {
        byte[] file = (byte[])original.Clone();
        for (int n = random.Next(1, 5); n > 0 && file.Length > 0; n--)
        {
            int header = Math.Min(file.Length, 160);
            switch (random.Next(8))
            {
                case 0 or 1:
                    file[random.Next(header)] = (byte)random.Next(256);
                    break;
                case 2 or 3:
                    file[random.Next(file.Length)] = (byte)random.Next(256);
                    break;
                case 4:
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 5:
                    int value = random.Next(8) switch { 0 => 0, 1 => -1, 2 => int.MinValue, 3 => int.MaxValue, 4 => 65536, 5 => 1, 6 => file.Length, _ => random.Next() };
                    int at = random.Next(2, header + 2);
                    if (at + 4 <= file.Length)
                        BitConverter.TryWriteBytes(file.AsSpan(at), value);
                    break;
                case 6:
                    file = file[..random.Next(file.Length)];
                    break;
                default:
                    int from = random.Next(file.Length);
                    byte[] noise = new byte[random.Next(8)];
                    random.NextBytes(noise);
                    file = [.. file[..from], .. noise, .. file[Math.Min(file.Length, from + random.Next(8))..]];
                    break;
            }
        }

        return file;
    }
}
