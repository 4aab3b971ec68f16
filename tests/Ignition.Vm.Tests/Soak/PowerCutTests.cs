using System.Globalization;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>A machine whose power goes in the middle of its first boot becomes the machine it would have been.</summary>
public sealed class PowerCutTests(GuestImage image)
{
    private const int Few = 3;
    private const int Seed = 20260722;

    /// <summary>A few cuts with every test run; <c>make soak CUTS=n</c> does more.</summary>
    [Fact]
    public async Task A_boot_after_a_power_cut_ends_in_the_same_machine()
    {
        var series = await PowerCuts.RunAsync(image, peer: false, Few, Seed, Say, TestContext.Current.CancellationToken);
        Assert.Empty(series.Failures);
    }

    [Fact(Explicit = true)]
    [Trait("kind", "soak")]
    public async Task Every_boot_after_a_power_cut_ends_in_the_same_machine()
    {
        var series = await PowerCuts.RunAsync(image, peer: false, Cuts("SOAK_CUTS", 50), Chosen("SOAK_SEED", Seed), Say, TestContext.Current.CancellationToken);
        Say($"ours: {series.Converged} of {series.Cuts} cuts converged");
        Assert.Empty(series.Failures);
    }

    /// <summary>The same cuts with Debian's ignition, for the count beside ours; nothing is asked of it.</summary>
    [Fact(Explicit = true)]
    [Trait("kind", "soak")]
    public async Task Boots_of_the_peer_after_a_power_cut_are_counted()
    {
        var series = await PowerCuts.RunAsync(image, peer: true, Cuts("SOAK_PEER_CUTS", Cuts("SOAK_CUTS", 50)), Chosen("SOAK_SEED", Seed), Say, TestContext.Current.CancellationToken);
        Say($"peer: {series.Converged} of {series.Cuts} cuts converged");
    }

    private static int Cuts(string name, int otherwise) => Chosen(name, otherwise);

    private static int Chosen(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private static void Say(string text)
    {
        // To the console at once: a long run without a word looks dead.
        Console.Error.WriteLine(text);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
    }
}
