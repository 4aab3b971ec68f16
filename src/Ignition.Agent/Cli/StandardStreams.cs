using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Ignition.Agent.Cli;

/// <summary>The standard streams without System.Console, which starts a thread and asks for the terminal's abilities: 1 ms at every start.</summary>
internal static class StandardStreams
{
    /// <summary>Standard input, as bytes.</summary>
    public static Stream Input() => Open(0, FileAccess.Read);

    /// <summary>Standard output, buffered: flush or dispose it.</summary>
    public static StreamWriter Output() => new(Open(1, FileAccess.Write), new UTF8Encoding(false), 4096);

    /// <summary>Standard error, written through at once.</summary>
    public static StreamWriter Error() => new(Open(2, FileAccess.Write), new UTF8Encoding(false), 256) { AutoFlush = true };

    private static FileStream Open(nint descriptor, FileAccess access) => new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
}
