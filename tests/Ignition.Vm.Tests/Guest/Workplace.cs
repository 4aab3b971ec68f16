namespace Ignition.Vm.Tests.Guest;

/// <summary>Where things are in the checkout that the tests run from.</summary>
internal static class Workplace
{
    /// <summary>Top of the checkout.</summary>
    public static string Root { get; } = Find();

    /// <summary>What <c>make build</c> left, and what we leave.</summary>
    public static string Out { get; } = Path.Combine(Root, "out");

    /// <summary>A file that belongs to a scenario.</summary>
    public static string Scenario(string name) => Path.Combine(Root, "tests", "Ignition.Vm.Tests", "Scenarios", name);

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Ignition.Agent.sln"))) return directory.FullName;
        }

        throw new DirectoryNotFoundException("the tests must run inside the checkout");
    }
}
