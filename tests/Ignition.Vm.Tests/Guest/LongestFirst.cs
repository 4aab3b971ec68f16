using Xunit.Sdk;
using Xunit.v3;

namespace Ignition.Vm.Tests.Guest;

/// <summary>What takes longest begins first, so that no lane waits for it at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] _long = ["RigTests", "PowerCutTests", "GrubBootTests", "Arm64BootTests", "EncryptedDisksTests", "ReproducibleTests", "BootEntriesTests", "DisksBootTests"];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Array.FindIndex(_long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal)) is >= 0 and var place ? place : _long.Length)
            .ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];
}
