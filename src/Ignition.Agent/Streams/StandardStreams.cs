using System.Text;
using Ignition.Linux.Calls;

namespace Ignition.Agent.Streams;

/// <summary>The standard streams without System.Console, which starts a thread and asks for the terminal's abilities: 1 ms at every start.</summary>
internal static class StandardStreams
{
    /// <summary>Standard input, as bytes.</summary>
    public static Stream Input() => new DescriptorStream(0);

    /// <summary>Standard output, buffered: flush or dispose it.</summary>
    public static StreamWriter Output() => new(new DescriptorStream(1), new UTF8Encoding(false), 4096);

    /// <summary>Standard error, written through at once.</summary>
    public static StreamWriter Error() => new(new DescriptorStream(2) { IsLossy = true }, new UTF8Encoding(false), 256) { AutoFlush = true };

    /// <summary>True when standard output is a terminal.</summary>
    public static bool OutputIsTerminal => Posix.IsTerminal(1);

    /// <summary>True when standard error is a terminal.</summary>
    public static bool ErrorIsTerminal => Posix.IsTerminal(2);
}
