using System.Text.Json.Serialization;
using Hami.Nodes.Local;

namespace Hami.Cli;

/// <summary>How <c>hami ps --json</c> and <c>hami top --json</c> write.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Survey))]
internal sealed partial class SurveyJson : JsonSerializerContext;
