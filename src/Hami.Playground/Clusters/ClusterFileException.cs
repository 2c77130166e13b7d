namespace Hami.Playground.Clusters;

/// <summary>A cluster file that can't be used; the message names file, line, field and remedy.</summary>
public sealed class ClusterFileException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="file">The file as its user named it.</param>
    /// <param name="line">From 1; 0 where the whole file is meant.</param>
    /// <param name="field">The path to the field, such as <c>nodes[0].count</c>; empty where no field is meant.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    /// <param name="inner">The cause.</param>
    public ClusterFileException(string file, long line, string field, string problem, Exception? inner = null)
        : base($"{file}{(line > 0 ? $":{line}" : "")}: {(field.Length > 0 ? $"{field}: " : "")}{problem}", inner)
    {
    }
}
