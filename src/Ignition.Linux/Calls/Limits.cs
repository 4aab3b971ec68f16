using System.Runtime.InteropServices;

namespace Ignition.Linux.Calls;

/// <summary>Limits of this process; see getrlimit(2).</summary>
public static partial class Limits
{
    /// <summary>RLIMIT_AS: how much address space the process may have.</summary>
    /// <returns>Bytes; <see cref="ulong.MaxValue"/> without a limit, and where it cannot be told.</returns>
    public static ulong AddressSpace()
    {
        const int OfAddressSpace = 9;
        return Get(OfAddressSpace, out var limit) == 0 ? limit.Current : ulong.MaxValue;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int Get(int resource, out Limit limit);

    private readonly record struct Limit(ulong Current, ulong Highest);
}
