using System.Diagnostics;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>An initramfs with more in it than the image's.</summary>
internal static class Overlay
{
    private const string Peer = "/usr/lib/dracut/modules.d/30ignition/ignition";

    /// <summary>Makes the initramfs of the power cuts.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="peer">True puts Debian's ignition in our binary's place, with the programs it needs and ours does not.</param>
    /// <returns>Its path.</returns>
    public static string Make(GuestImage image, bool peer)
    {
        var name = peer ? "cuts-peer" : "cuts-ours";
        var target = Path.Combine(Workplace.Out, "vm", name + ".img");
        var script = $"""
            set -eu
            tree=$(mktemp -d)
            trap 'rm -rf "$tree"' EXIT
            cp -a '{Path.Combine(Workplace.Root, "tests/Ignition.Vm.Tests/Soak/guest")}/.' "$tree"
            mkdir -p "$tree/usr/lib/systemd/system/ignition-complete.target.requires"
            for unit in hold report; do
              ln -s "../cuts-$unit.service" "$tree/usr/lib/systemd/system/ignition-complete.target.requires/cuts-$unit.service"
            done
            {(peer ? PeerFiles : "")}
            (cd "$tree" && find . | cpio --quiet -o -H newc -R 0:0) >"{target}.cpio"
            cat '{image.Initramfs}' "{target}.cpio" >"{target}"
            rm "{target}.cpio"
            """;
        using var process = Process.Start("bash", ["-c", script]);
        process.WaitForExit();
        return process.ExitCode == 0 ? target : throw new InvalidOperationException("the initramfs of the power cuts could not be made");
    }

    private static string PeerFiles => $"""
        install -D -m 755 {Peer} "$tree/usr/lib/ignition-agent/ignition"
        for program in $(command -v sgdisk partx); do
          mkdir -p "$tree/usr/sbin"
          cp "$program" "$tree/usr/sbin/"
          ldd "$program" | grep -o '/lib[^ ]*' | while read -r library; do
            mkdir -p "$tree/usr/lib/x86_64-linux-gnu"
            case $library in /lib64/*|*/libc.so.6) ;; *) cp -L "$library" "$tree/usr/lib/x86_64-linux-gnu/" ;; esac
          done
        done
        """;
}
