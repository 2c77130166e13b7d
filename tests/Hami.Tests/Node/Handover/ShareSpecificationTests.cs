using System.Text;
using Hami.Core.Devices;
using Hami.Core.Protocol;
using Hami.Nodes.Handover;
using Hami.Nodes.Handover.Cdi;
using Xunit;

namespace Hami.Tests.Nodes.Handover;

/// <summary>Given a decision and the node's own CDI specification, what the runtime does for the container.</summary>
public sealed class ShareSpecificationTests
{
    private const string Cards = """
        ---
        cdiVersion: 0.5.0
        kind: nvidia.com/gpu
        containerEdits:
          deviceNodes:
          - path: /dev/nvidiactl
            fileMode: 0666
          env:
          - NVIDIA_VISIBLE_DEVICES=all
          - OTHER=1
          mounts:
          - containerPath: /usr/lib/libcuda.so.550.1
            hostPath: /run/driver/usr/lib/libcuda.so.550.1
            options: [ro, nosuid, nodev, bind]
          hooks:
          - hookName: createContainer
            path: /usr/bin/nvidia-ctk
            args: [nvidia-ctk, hook, update-ldcache, --folder, /usr/lib]
        devices:
        - name: "0"
          containerEdits:
            deviceNodes:
            - path: /dev/nvidia0
              hostPath: /run/driver/dev/nvidia0
            - path: /dev/dri/card0
        - name: GPU-B
          containerEdits:
            deviceNodes:
            - path: /dev/nvidia1
            - path: /dev/nvidiactl
        """;

    private static readonly SharePlaces Places = new()
    {
        FoldersOnHost = "/usr/local/vgpu/containers",
        FolderInContainer = "/usr/local/vgpu",
        MarkHook = "/usr/local/hami/mark",
    };

    [Fact]
    public void A_share_is_its_cards_its_limits_and_its_folder()
    {
        var edits = Compose(new Share("GPU-A", "NVIDIA", 3000, 30));
        Assert.Equal(["/dev/nvidiactl", "/dev/nvidia0", "/dev/dri/card0"], edits.DeviceNodes!.Select(static node => node.Path));
        Assert.Equal(438u, edits.DeviceNodes![0].FileMode);
        Assert.Equal("/run/driver/dev/nvidia0", edits.DeviceNodes![1].HostPath);
        Assert.Equal(
            ["OTHER=1", "NVIDIA_VISIBLE_DEVICES=void", "CUDA_DEVICE_MEMORY_LIMIT_0=3000m", "CUDA_DEVICE_SM_LIMIT=30", "CUDA_DEVICE_MEMORY_SHARED_CACHE=/usr/local/vgpu/r.cache", "HAMI_REGION_BEFOREHAND=true"],
            edits.Env!);
        Assert.Equal(
            ["/run/driver/usr/lib/libcuda.so.550.1 /usr/lib/libcuda.so.550.1", "/usr/local/vgpu/containers/u_main /usr/local/vgpu"],
            edits.Mounts!.Select(static mount => $"{mount.HostPath} {mount.ContainerPath}"));
        Assert.Equal(["/usr/bin/nvidia-ctk", "/usr/local/hami/mark"], edits.Hooks!.Select(static hook => hook.Path));
    }

    [Fact]
    public void Two_cards_bring_what_they_share_once()
    {
        var edits = Compose(new Share("GPU-A", "NVIDIA", 1, 0), new Share("GPU-B", "NVIDIA", 2, 0));
        Assert.Equal(["/dev/nvidiactl", "/dev/nvidia0", "/dev/dri/card0", "/dev/nvidia1"], edits.DeviceNodes!.Select(static node => node.Path));
        Assert.Contains("CUDA_DEVICE_MEMORY_LIMIT_1=2m", edits.Env!);
        Assert.Contains("CUDA_DEVICE_SM_LIMIT=0", edits.Env!);
    }

    // A card's own 0 would leave it with the limit of all.
    [Fact]
    public void Cards_whose_cores_differ_have_a_limit_each()
    {
        var cores = Compose(new Share("GPU-A", "NVIDIA", 1, 30), new Share("GPU-B", "NVIDIA", 1, 0)).Env!.Where(static variable => variable.Contains("SM_LIMIT", StringComparison.Ordinal));
        Assert.Equal(["CUDA_DEVICE_SM_LIMIT_0=30", "CUDA_DEVICE_SM_LIMIT_1=100"], cores);
    }

    [Fact]
    public void A_card_that_the_node_does_not_have_is_an_error() =>
        Assert.Contains("has no device GPU-C", Assert.Throws<MalformedException>(() => Compose(new Share("GPU-C", "NVIDIA", 1, 0))).Message, StringComparison.Ordinal);

    [Fact]
    public void It_is_written_as_runtimes_read_it()
    {
        var json = Encoding.UTF8.GetString(CdiJson.Write(Specification(new Share("GPU-B", "NVIDIA", 1, 0))));
        Assert.StartsWith("{\n  \"cdiVersion\": \"0.5.0\",\n  \"kind\": \"hami.io/share\",\n  \"devices\": [", json, StringComparison.Ordinal);
        Assert.DoesNotContain("null", json, StringComparison.Ordinal);
        Assert.Equal(json, Encoding.UTF8.GetString(CdiJson.Write(CdiFile.Read("it", json))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("kind: [")]
    [InlineData("kind: nvidia.com/gpu")]
    [InlineData("{cdiVersion: 0.5.0, kind: k, devices: [{name: a, containerEdits: {intelRdt: {}}}]}")]
    [InlineData("{cdiVersion: 0.5.0, kind: k, devices: [{name: a, containerEdits: {deviceNodes: [{}]}}]}")]
    [InlineData("{cdiVersion: 0.5.0, kind: k, devices: [{name: null, containerEdits: {}}]}")]
    [InlineData("{cdiVersion: 0.5.0, kind: k, devices: []}\n---\n{cdiVersion: 0.5.0, kind: k, devices: []}")]
    public void What_is_not_understood_is_not_taken_over(string text) =>
        Assert.Contains("nvidia.yaml", Assert.Throws<MalformedException>(() => CdiFile.Read("nvidia.yaml", text)).Message, StringComparison.Ordinal);

    private static CdiEdits Compose(params Share[] shares) => Assert.Single(Specification(shares).Devices).ContainerEdits;

    private static CdiSpecification Specification(params Share[] shares)
    {
        Assert.True(ShareName.TryParse("hami.io/share=0123456789abcdef0123456789abcdef", out var name));
        var share = new ContainerShare { Name = name, PodUid = "u", Container = "main", Shares = shares, RegionFile = "r.cache" };
        return ShareSpecification.Compose(share, CdiFile.Read("nvidia.yaml", Cards), static uuid => uuid == "GPU-A" ? "0" : null, Places);
    }
}
