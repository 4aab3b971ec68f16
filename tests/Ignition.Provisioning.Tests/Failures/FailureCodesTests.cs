using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Provisioning.Tests.Failures;

public sealed class FailureCodesTests
{
    [Fact]
    public void Codes_and_message_ids_are_unique_and_well_formed()
    {
        var all = FailureCodes.All;
        Assert.Equal(all.Length, all.DistinctBy(c => c.Code).Count());
        Assert.Equal(all.Length, all.DistinctBy(c => c.MessageId).Count());
        Assert.All(all, c => Assert.Matches("^IGN(-[A-Z0-9]+)+$", c.Code));
        Assert.All(all, c => Assert.Matches("^[0-9a-f]{32}$", c.MessageId));
        Assert.All(all, c => Assert.True(c.NextAction.EndsWith('.'), c.Code));
    }

    [Fact]
    public void The_catalog_explains_every_code()
    {
        var path = Path.Combine(Repository.Root, "packaging/catalog/ignition.catalog");
        if (Environment.GetEnvironmentVariable("IGNITION_UPDATE_CATALOG") == "1") File.WriteAllText(path, FailureCodes.Catalog());
        Assert.Equal(FailureCodes.Catalog(), File.ReadAllText(path));
    }
}
