using Hami.Core.Placement;
using Hami.Tests.Vectors;

namespace Hami.Tests.Admission;

/// <summary>The vendors at the shipped configuration.</summary>
internal static class ConfiguredVendors
{
    public static VendorSet Default { get; } = VectorVendors.Of("default");
}
