using System.Buffers;
using System.Runtime.InteropServices;

namespace Ignition.Agent.Boot;

/// <summary>A file's bytes outside the collected heap: given back to the system when they are read, where the heap would keep them to the end of a stage.</summary>
internal sealed unsafe class UnmanagedBytes : MemoryManager<byte>
{
    private readonly int _length;
    private byte* _bytes;

    private UnmanagedBytes(int length)
    {
        _length = length;
        _bytes = (byte*)NativeMemory.Alloc((nuint)length);
    }

    /// <summary>Reads a regular file.</summary>
    /// <param name="path">The file, smaller than 2 GiB.</param>
    /// <exception cref="IOException">It cannot be read, or became shorter meanwhile.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static UnmanagedBytes ReadFile(string path)
    {
        using var file = File.OpenHandle(path);
        var bytes = new UnmanagedBytes(checked((int)RandomAccess.GetLength(file)));
        try
        {
            for (var at = 0; at < bytes._length;)
            {
                var count = RandomAccess.Read(file, bytes.GetSpan()[at..], at);
                if (count == 0) throw new EndOfStreamException($"{path} became shorter while it was read");
                at += count;
            }
        }
        catch
        {
            ((IDisposable)bytes).Dispose();
            throw;
        }

        return bytes;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new(_bytes, _length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_bytes + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }
}
