using System.Runtime.InteropServices;

namespace Ignition.Platforms;

/// <summary>A page of machine code for instructions that no compiler of ours emits: port input and output.</summary>
internal sealed partial class NativeCode : IDisposable
{
    private const int PageBytes = 4096;
    private readonly nint _page;

    private NativeCode(nint page) => _page = page;

    /// <summary>Maps code, first writable, then executable.</summary>
    /// <param name="code">Position-independent code of at most a page.</param>
    /// <returns>The page; null when the kernel refuses executable mappings.</returns>
    public static NativeCode? TryMap(ReadOnlySpan<byte> code)
    {
        const int ReadWrite = 3, ReadExecute = 5, PrivateAnonymous = 0x22;
        var page = Map(0, PageBytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (page == -1) return null;
        unsafe
        {
            code.CopyTo(new Span<byte>((void*)page, PageBytes));
        }

        var mapped = new NativeCode(page);
        if (Protect(page, PageBytes, ReadExecute) == 0) return mapped;
        mapped.Dispose();
        return null;
    }

    /// <summary>Address of an instruction.</summary>
    /// <param name="offset">Offset in bytes.</param>
    public nint At(int offset) => _page + offset;

    /// <summary>Lets this thread use every input/output port.</summary>
    /// <returns>False when the kernel refuses, as it does under lockdown.</returns>
    public static bool TryRaisePortLevel() => RaisePortLevel(3) == 0;

    /// <summary>Takes the right to use ports back.</summary>
    public static void LowerPortLevel() => RaisePortLevel(0);

    /// <inheritdoc/>
    public void Dispose() => Unmap(_page, PageBytes);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int fd, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "iopl", SetLastError = true)]
    private static partial int RaisePortLevel(int level);
}
