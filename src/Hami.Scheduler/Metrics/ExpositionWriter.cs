using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hami.Scheduler.Metrics;

/// <summary>
/// Writes gauges in the Prometheus text format straight to the answer: a large cluster has hundreds of thousands of series,
/// which a registry would hold in memory between scrapes.
/// </summary>
internal sealed class ExpositionWriter(IBufferWriter<byte> output)
{
    /// <summary>Starts a metric.</summary>
    public void Begin(string name, string help) => Write($"# HELP {name} {help}\n# TYPE {name} gauge\n");

    /// <summary>Writes one sample.</summary>
    public void Sample(string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Write(name);
        Write("{");
        for (var i = 0; i < labels.Length; i++)
        {
            if (i > 0) Write(",");
            Write(labels[i].Name);
            Write("=\"");
            Write(Escape(labels[i].Value));
            Write("\"");
        }

        Write("} ");
        Write(value.ToString("R", CultureInfo.InvariantCulture));
        Write("\n");
    }

    private static string Escape(string value) =>
        value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
            ? value
            : value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private void Write(string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }
}
