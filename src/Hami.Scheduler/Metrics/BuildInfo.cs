namespace Hami.Scheduler.Metrics;

/// <summary>What was built, from what, when and with what (<c>hami version</c>, <c>hami_build_info</c>).</summary>
/// <param name="Version">Version.</param>
/// <param name="Revision">Commit.</param>
/// <param name="BuildDate">When, ISO 8601.</param>
/// <param name="Runtime">The runtime's version; exported under the original's label <c>go_version</c>.</param>
/// <param name="Compiler">The compiler.</param>
/// <param name="Platform">Operating system and processor.</param>
public sealed record BuildInfo(string Version, string Revision, string BuildDate, string Runtime, string Compiler, string Platform)
{
    internal void Write(ExpositionWriter output)
    {
        output.Begin("hami_build_info", "What is running");
        output.Sample(
            "hami_build_info",
            1,
            ("version", Version),
            ("revision", Revision),
            ("build_date", BuildDate),
            ("go_version", Runtime),
            ("compiler", Compiler),
            ("platform", Platform));
    }
}
