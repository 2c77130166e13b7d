namespace Hami.Playground.NodeAgents;

/// <summary>What a kubelet reports of a pod.</summary>
/// <param name="Stage">How far it has come.</param>
/// <param name="ExitCode">Of its containers, once ended.</param>
/// <param name="Message">Why it was refused.</param>
internal sealed record PodReport(PodStage Stage, int ExitCode = 0, string Message = "")
{
    public static readonly PodReport Initializing = new(PodStage.Initializing);
    public static readonly PodReport Running = new(PodStage.Running);
}
