using System.Globalization;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>A machine whose power goes in the middle of its first boot becomes the machine it would have been.</summary>
public sealed class PowerCutTests(GuestImage image)
{
    private const int Few = 3;
    private const int Many = 50;
    private const int Seed = 20260722;

    /// <summary>A few cuts with every test run; <c>make soak CUTS=n</c> does more.</summary>
    [Fact]
    public async Task A_boot_after_a_power_cut_ends_in_the_same_machine()
    {
        var count = await PowerCuts.RunAsync(image, CutSeries.Keeping, Few, Seed, Say, TestContext.Current.CancellationToken);
        Assert.Empty(count.Failures);
    }

    [Fact(Explicit = true)]
    [Trait("kind", "soak")]
    public async Task Every_boot_after_a_power_cut_ends_in_the_same_machine()
    {
        var cuts = Chosen("SOAK_CUTS", Many);
        var keeping = await PowerCuts.RunAsync(image, CutSeries.Keeping, cuts / 2, Chosen("SOAK_SEED", Seed), Say, TestContext.Current.CancellationToken);
        var wiping = await PowerCuts.RunAsync(image, CutSeries.Wiping, cuts - (cuts / 2), Chosen("SOAK_SEED", Seed) + 1, Say, TestContext.Current.CancellationToken);
        Say($"ours: {cuts - keeping.Failures.Count - wiping.Failures.Count} of {cuts} cuts converged");
        Assert.Empty(keeping.Failures.Concat(wiping.Failures));
    }

    /// <summary>Cuts of Debian's ignition, for the count beside ours; nothing is asked of it.</summary>
    [Fact(Explicit = true)]
    [Trait("kind", "soak")]
    public async Task Boots_of_the_peer_after_a_power_cut_are_counted()
    {
        var cuts = Chosen("SOAK_PEER_CUTS", Chosen("SOAK_CUTS", Many));
        var count = await PowerCuts.RunAsync(image, CutSeries.Peer, cuts, Chosen("SOAK_SEED", Seed), Say, TestContext.Current.CancellationToken);
        Say($"peer: {cuts - count.Failures.Count} of {cuts} cuts converged");
    }

    private static int Chosen(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void Say(string text)
    {
        // To the console at once: a long run without a word looks dead.
        Console.Error.WriteLine(text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
