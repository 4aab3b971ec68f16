namespace Ignition.Vm.Tests.Rig;

/// <summary>Every row of the rig, a test each; all of them ran in one machine.</summary>
public sealed class RigTests(RigRun run) : IClassFixture<RigRun>
{
    public static TheoryData<string> Names => [.. RigRun.Rows.Select(static row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Row(string name) => run[name].Check();
}
