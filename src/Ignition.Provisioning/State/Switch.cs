using Ignition.Provisioning.Failures;

namespace Ignition.Provisioning.State;

/// <summary>Something that a distribution switches off in the environment of the stages: in a unit, or in <c>/run/ignition.env</c>.</summary>
internal static class Switch
{
    /// <summary>Reads a switch.</summary>
    /// <param name="environment">Environment variables.</param>
    /// <param name="name">The variable.</param>
    /// <returns>True unless it says <c>false</c> or <c>0</c>.</returns>
    /// <exception cref="FailureException">It says something else.</exception>
    public static bool Read(IReadOnlyDictionary<string, string> environment, string name) => environment.GetValueOrDefault(name) switch
    {
        null or "" or "true" or "1" => true,
        "false" or "0" => false,
        var other => throw new FailureException(FilesFailures.Setting, $"{name} is {other}; it has to be true or false"),
    };
}
