using System.Runtime.CompilerServices;

namespace Ignition.Vm.Tests;

/// <summary>
/// A fact about a machine that is booted. Its name hides xunit's, so that no test of this project can forget to be skipped
/// where machines were not asked for: they take root, packages of deps.sh and half an hour, which nobody expects of a test explorer.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactAttribute : Xunit.FactAttribute
{
    /// <summary>Skipped, unless machines are asked for.</summary>
    public FactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Machines.NotAskedFor;
}

/// <summary>The same for a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TheoryAttribute : Xunit.TheoryAttribute
{
    /// <summary>Skipped, unless machines are asked for.</summary>
    public TheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = Machines.NotAskedFor;
}

internal static class Machines
{
    /// <summary>Why the tests of this project do not run; null where tests/run.sh asks for them.</summary>
    public static string? NotAskedFor { get; } = Environment.GetEnvironmentVariable("IGNITION_VM_TESTS") == "1"
        ? null
        : "needs a built agent, root and half an hour: `make test` runs it, and IGNITION_VM_TESTS=1 after `make build`";
}
