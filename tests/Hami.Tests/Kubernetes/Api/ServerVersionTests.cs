using System.Text;
using Hami.Kubernetes.Api;
using Xunit;

namespace Hami.Tests.Kubernetes.Api;

public sealed class ServerVersionTests
{
    [Theory]
    [InlineData("""{"major":"1","minor":"20","gitVersion":"v1.20.2"}""", false)]
    [InlineData("""{"major":"1","minor":"21+","gitVersion":"v1.21.9-eks"}""", false)]
    [InlineData("""{"gitVersion":"v1.22.0","minor":"22","major":"1"}""", true)]
    [InlineData("""{"major":"1","minor":"27+","platform":{"x":1}}""", true)]
    [InlineData("""{"major":"2","minor":"0"}""", true)]
    [InlineData("""{"major":"","minor":""}""", false)]
    [InlineData("""{"major":1,"minor":22}""", false)]
    [InlineData("{", false)]
    [InlineData("", false)]
    public void Only_a_version_that_is_known_to_bind_by_UID_counts_as_one(string json, bool bindsByUid) =>
        Assert.Equal(bindsByUid, ServerVersion.Parse(Encoding.UTF8.GetBytes(json)).BindsByUid);
}
