namespace Ignition.Provisioning.Failures;

/// <summary>Failures of setting kernel arguments.</summary>
internal static class KargsFailures
{
    public static readonly FailureCode HelperMissing = new(
        "IGN-KARGS-HELPER-MISSING", "7dda5c6cb8484719b42ee4fab0abfbf7",
        "There is no program that could set kernel arguments.",
        "Add ignition-kargs-helper to the initramfs: the agent's own is a script that runs ignition kargs-helper.");

    public static readonly FailureCode HelperFailed = new(
        "IGN-KARGS", "d3988a132e0f4336ad9288d87c0189fc",
        "Kernel arguments could not be set.",
        "Read what the helper said in the cause; it knows GRUB and boot loader entries, another boot loader needs a helper of its own.");

    public static FailureCode[] All => [HelperMissing, HelperFailed];
}
