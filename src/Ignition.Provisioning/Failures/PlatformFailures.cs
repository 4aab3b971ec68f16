namespace Ignition.Provisioning.Failures;

/// <summary>Failures of getting user data from a platform.</summary>
internal static class PlatformFailures
{
    /// <summary>No such platform id.</summary>
    public static readonly FailureCode Unknown = new(
        "IGN-PLATFORM-UNKNOWN", "4a348b0233b149a88ba9f19b3afa988b", "The platform id is not known",
        "Set the kernel argument ignition.platform.id to the id of the platform the machine runs on.");

    /// <summary>The channel to the hypervisor or device does not work.</summary>
    public static readonly FailureCode Channel = new(
        "IGN-PLATFORM-CHANNEL", "687ac4dc04c047388ca84c080ea4dc7d", "The platform's channel for user data does not work",
        "Check that ignition.platform.id names the platform the machine runs on, and that its kernel module is in the initramfs.");

    /// <summary>The metadata service gave no usable answer.</summary>
    public static readonly FailureCode Metadata = new(
        "IGN-PLATFORM-METADATA", "d79a6a234cbb465fae7f7e07aeb46779", "The metadata service gave no usable answer",
        "Check that ignition.platform.id names the platform the machine runs on, and that its metadata service is switched on.");

    /// <summary>There was no route to the metadata service.</summary>
    public static readonly FailureCode NoNetwork = new(
        "IGN-PLATFORM-NO-NETWORK", "e39df93d0ebe46768c8ae1aaa99f9c36", "The machine has no network to ask for user data",
        "Check that a DHCP server answers on the machine's network, or give it an address with ip=; ignition.network.timeout=SECONDS waits longer.");

    /// <summary>The user data cannot be decoded.</summary>
    public static readonly FailureCode Encoding = new(
        "IGN-PLATFORM-ENCODING", "d0312c812cfa4e669a3f733ac54698dc", "The user data cannot be decoded",
        "Give the config as plain JSON, gzip, zstd or base64 of these.");

    /// <summary>A device or file did not appear in time.</summary>
    public static readonly FailureCode Absent = new(
        "IGN-PLATFORM-ABSENT", "74f8cba3d3944682bf42e440b64e53e9", "The device with the user data did not appear",
        "Attach the drive with the label the platform expects.");

    /// <summary>The config could not be deleted from the platform.</summary>
    public static readonly FailureCode Delete = new(
        "IGN-PLATFORM-DELETE", "acf55b95956a4ebf97daef8b6cddae29", "The user data could not be deleted from the platform",
        "Delete it from outside the machine, and let the host allow the guest to change its own properties.");

    /// <summary>The host does not let the machine delete the config.</summary>
    public static readonly FailureCode KeptByHost = new(
        "IGN-PLATFORM-KEPT", "9172ad195ff84aa1b14302bbc4a832f9", "The host does not let this machine delete its user data",
        "Any process of the machine can read the user data: delete it from outside, or let the host allow the guest to change its own properties.");

    /// <summary>All of them, for the message catalog.</summary>
    public static FailureCode[] All => [Unknown, Channel, Metadata, NoNetwork, Encoding, Absent, Delete, KeptByHost];
}
