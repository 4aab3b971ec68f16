using System.Text;
using Ignition.Provisioning;

namespace Ignition.Agent.Cli.Butane;

/// <summary>The help of <c>ignition butane</c>.</summary>
internal static class ButaneUsage
{
    /// <summary>The Butane release whose behaviour this is, where callers look for it, and whose program this is.</summary>
    public static string Version => $"Butane 0.29.0 (Ignition.Agent {AgentVersion.Text})";

    /// <summary>The help; UTF-8 in the binary, where it takes half the room.</summary>
    public static string Text => Encoding.UTF8.GetString("""
        Usage: ignition butane [OPTION...] [FILE...]

        Translates Butane into an Ignition config, or a MachineConfig for variant openshift, exactly as
        Butane 0.29 does. Without FILE it reads standard input. Several FILEs of one variant and version
        are merged, later ones over earlier ones.

          -d, --files-dir DIR     directory that local files are embedded from
          -o, --output FILE       write to FILE instead of standard output
          -p, --pretty            indent the JSON
          -s, --strict            fail on any warning
          -c, --check             report, but write nothing
          -r, --raw               for openshift: the Ignition config alone
              --bundle            write one Butane file that needs no local files any more
              --explain PATH      print which line each part of the output below PATH came from, for
                                  example '$.storage.files.0'; '$' is all of it
              --raw-errors        one line for each finding, without the text around it
              --color[=WHEN]      colour findings: auto, always, never
          -V, --version           print the version
          -h, --help              print this help

        Exit status: 0 success, 1 the config was refused or a file cannot be read or written, 2 wrong usage.

        Example:
          ignition butane --pretty --strict --files-dir . base.bu web.bu > web.ign

        """u8);
}
