namespace Ignition.Vm.Tests.Rig;

/// <summary>The table of the rig itself. It needs no machine: wherever the others are skipped a runner still has a test to run, and no cause to complain of none.</summary>
public sealed class RowTests
{
    [Xunit.Fact]
    public void Every_row_has_a_name_of_its_own() =>
        Assert.Empty(RigRun.Rows.GroupBy(static row => row.Name).Where(static rows => rows.Count() > 1).Select(static rows => rows.Key));
}
