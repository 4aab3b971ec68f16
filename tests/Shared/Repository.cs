namespace Ignition.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its top level.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Ignition.Agent.sln")) ? directory : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("not in a checkout"));
}
