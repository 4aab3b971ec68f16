using System.Runtime.InteropServices;

namespace Ignition.Linux.Calls;

/// <summary>The numbers of the kernel's interface that differ between architectures; all others here are the same on every one that .NET runs on.</summary>
/// <remarks>asm/fcntl.h and asm/unistd.h of each. Records (statx, open_how, pollfd, msghdr) have one layout on 64 bits.</remarks>
internal static class Abi
{
    /// <summary>O_DIRECTORY.</summary>
    internal static int DirectoryOnly(Architecture architecture) => HasFlagsOfItsOwn(architecture) ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW.</summary>
    internal static int NoFollow(Architecture architecture) => HasFlagsOfItsOwn(architecture) ? 0x8000 : 0x20000;

    /// <summary>Number of getdents64(2).</summary>
    internal static long GetDirectoryEntries(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 217,
        Architecture.S390x => 220,
        Architecture.Ppc64le => 202,
        _ => 61,
    };

    private static bool HasFlagsOfItsOwn(Architecture architecture) =>
        architecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le;
}
