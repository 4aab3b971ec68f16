using System.Runtime.InteropServices;
using System.Text;

namespace Ignition.Linux.Files;

/// <summary>Reads the names in an open directory with getdents64(2).</summary>
internal static unsafe class DirectoryEntries
{
    internal static List<string> Read(int directory, string path)
    {
        const int NameOffset = 19;
        const int LengthOffset = 16;
        const int Size = 16 * 1024;
        var names = new List<string>();
        var buffer = stackalloc byte[Size];
        while (true)
        {
            var count = Native.GetDirectoryEntries(Native.GetDirectoryEntriesCall, directory, buffer, Size);
            if (count == 0) return names;
            if (count < 0) throw RootedFileException.Last("list", path);
            for (var at = 0L; at < count; at += *(ushort*)(buffer + at + LengthOffset))
            {
                var name = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + NameOffset));
                if (name is not ("." or "..")) names.Add(name);
            }
        }
    }
}
