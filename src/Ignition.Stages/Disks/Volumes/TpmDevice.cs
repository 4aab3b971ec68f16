using Ignition.Linux.Processes;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>The TPM 2.0 that clevis will use.</summary>
internal sealed class TpmDevice
{
    /// <summary>Names another TPM to the tpm2 tools; clevis leaves the choice to it.</summary>
    private const string OtherTpm = "TPM2TOOLS_TCTI";

    /// <summary>Where the kernel's devices are.</summary>
    public string Directory { get; init; } = "/dev";

    /// <summary>Variables of the environment.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Path of the device that is there with any TPM 2.0: the one with the kernel's resource manager.</summary>
    public string Path => Directory + "/tpmrm0";

    /// <summary>Finds it.</summary>
    /// <returns>Null when there is none.</returns>
    public string? Find()
    {
        if (Variable(OtherTpm) is { Length: > 0 } other) return other;
        foreach (var digit in "0123456789")
        {
            var managed = Directory + "/tpmrm" + digit.ToString();
            if (File.Exists(managed)) return managed;
        }

        // Without a resource manager only the other implementation of the pin makes do; a TPM 1.2 has this device too.
        var plain = Directory + "/tpm0";
        return File.Exists(plain) && ProgramPath.Find("clevis-pin-tpm2") is not null ? plain : null;
    }
}
