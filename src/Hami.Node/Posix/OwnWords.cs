using System.Text;

namespace Hami.Nodes.Posix;

/// <summary>The words that this process was started with, as bytes: .NET's texts lose those that aren't UTF-8.</summary>
internal static class OwnWords
{
    /// <summary>The last words.</summary>
    /// <param name="texts">The same as texts, which stand in where the kernel doesn't tell.</param>
    public static IReadOnlyList<byte[]> Last(IReadOnlyList<string> texts)
    {
        var same = texts.Select(Encoding.UTF8.GetBytes).ToList();
        try
        {
            var bytes = File.ReadAllBytes("/proc/self/cmdline").AsSpan();
            var words = new List<byte[]>();
            // Each word ends with a zero; an empty one is nothing else.
            foreach (var range in bytes[..^1].Split((byte)0)) words.Add(bytes[range].ToArray());
            var last = words.TakeLast(texts.Count).ToList();
            return last.Count == texts.Count && last.Zip(texts).All(static pair => Encoding.UTF8.GetString(pair.First) == pair.Second) ? last : same;
        }
        catch (IOException)
        {
            return same;
        }
    }
}
