namespace Hami.Core.Admission.Reviews;

/// <summary>What came of reading an AdmissionReview: a request, or the answer to what is none.</summary>
/// <param name="ApiVersion">The version to answer in: the one that arrived, or <c>admission.k8s.io/v1</c>.</param>
/// <param name="Uid">The UID to answer to, empty when none could be read.</param>
/// <param name="Request">The request; null when there is a fault.</param>
/// <param name="Fault">The answer when there is no request.</param>
public sealed record ReviewReading(string ApiVersion, string Uid, AdmissionRequest? Request, AdmissionAnswer? Fault);
