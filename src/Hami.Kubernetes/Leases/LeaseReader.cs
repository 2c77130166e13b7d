using System.Text.Json;
using Hami.Kubernetes.Watch;

namespace Hami.Kubernetes.Leases;

/// <summary>Decodes a Lease.</summary>
internal sealed class LeaseReader : IResourceReader<SlimLease>
{
    public SlimLease Read(ref Utf8JsonReader reader)
    {
        var lease = new SlimLease("", "", "", "", "", TimeSpan.Zero, null, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.ValueTextEquals("metadata"u8);
            var isSpec = reader.ValueTextEquals("spec"u8);
            reader.Read();
            if (isMetadata && reader.TokenType == JsonTokenType.StartObject) lease = ReadMetadata(ref reader, lease);
            else if (isSpec && reader.TokenType == JsonTokenType.StartObject) lease = ReadSpec(ref reader, lease);
            else reader.Skip();
        }

        return lease;
    }

    private static SlimLease ReadMetadata(ref Utf8JsonReader reader, SlimLease lease)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            reader.Read();
            switch (field)
            {
                case "namespace": lease = lease with { Namespace = reader.GetString() ?? "" }; break;
                case "name": lease = lease with { Name = reader.GetString() ?? "" }; break;
                case "uid": lease = lease with { Uid = reader.GetString() ?? "" }; break;
                case "resourceVersion": lease = lease with { ResourceVersion = reader.GetString() ?? "" }; break;
                default: reader.Skip(); break;
            }
        }

        return lease;
    }

    private static SlimLease ReadSpec(ref Utf8JsonReader reader, SlimLease lease)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            switch (field)
            {
                case "holderIdentity": lease = lease with { Holder = reader.GetString() ?? "" }; break;
                case "leaseDurationSeconds": lease = lease with { Duration = TimeSpan.FromSeconds(reader.GetInt32()) }; break;
                case "renewTime": lease = lease with { RenewTime = reader.GetDateTimeOffset() }; break;
                case "leaseTransitions": lease = lease with { Transitions = reader.GetInt32() }; break;
                default: reader.Skip(); break;
            }
        }

        return lease;
    }
}
