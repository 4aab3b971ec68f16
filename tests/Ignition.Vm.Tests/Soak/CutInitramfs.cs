using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Soak;

/// <summary>An initramfs with more in it than the image's.</summary>
internal static class CutInitramfs
{
    /// <summary>Makes the initramfs of the power cuts.</summary>
    /// <param name="image">The guest.</param>
    /// <param name="name">Its name.</param>
    /// <param name="peer">True puts Debian's ignition in our binary's place, with the programs it needs and ours does not.</param>
    /// <returns>Its path.</returns>
    public static string Make(GuestImage image, string name, bool peer)
    {
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
            {(peer ? $"'{Path.Combine(Workplace.Root, "packaging/vm/peer.sh")}' \"$tree\"" : "")}
            (cd "$tree" && find . | cpio --quiet -o -H newc -R 0:0) >"{target}.cpio"
            cat '{image.Initramfs}' "{target}.cpio" >"{target}"
            rm "{target}.cpio"
            """;
        HostProgram.Run("bash", "-c", script);
        return target;
    }
}
