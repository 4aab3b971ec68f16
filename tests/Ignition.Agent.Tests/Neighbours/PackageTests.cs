using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>What the packages bring and what they do to a system when they come and go.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly ScriptRoot _root = new();

    public void Dispose() => _root.Dispose();

    private static string Packaging(string path) => Path.Combine(Repository.Root, "packaging", path);

    [Fact]
    public void Debian_the_package_names_what_a_first_boot_needs_and_brings_the_neighbours_files()
    {
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, "out/ignition")) && File.Exists("/usr/bin/dpkg-deb"), "make build has not left out/ignition, or there is no dpkg-deb");
        var built = _root.Bash($"mkdir $top/out && DPKG_DEB_COMPRESSOR_TYPE=none ARCH= {Packaging("debian/build.sh")} $top/out && dpkg-deb -R $top/out/ignition-agent_*.deb $top/deb");
        Assert.True(built.Status == 0, built.Said);
        var control = _root.Read("/deb/DEBIAN/control")!.Split('\n');
        Assert.All(["dracut", "dracut-network", "iproute2"], name => Assert.Contains(name, Field("Depends")));
        Assert.All(["mdadm", "cryptsetup-bin"], name => Assert.Contains(name, Field("Recommends")));
        Assert.All(["clevis", "tpm2-tools"], name => Assert.Contains(name, Field("Suggests")));
        Assert.Contains("add_dracutmodules+=\" ignition \"", _root.Read("/deb/usr/lib/dracut/dracut.conf.d/50-ignition.conf"), StringComparison.Ordinal);
        Assert.Equal("../../../ignition-agent/ignition", new FileInfo(_root.Path("/deb/usr/lib/dracut/modules.d/30ignition/ignition")).LinkTarget);
        Assert.Contains("ignition_firstboot", _root.Read("/deb/usr/lib/bootupd/grub2-static/configs.d/05_ignition.cfg"), StringComparison.Ordinal);
        // Every file below /etc is one that dpkg asks about, and takes away in a purge.
        var etc = Directory.EnumerateFiles(_root.Path("/deb/etc"), "*", SearchOption.AllDirectories).Select(file => file[_root.Path("/deb").Length..]).Order(StringComparer.Ordinal);
        Assert.Equal(etc, _root.Read("/deb/DEBIAN/conffiles")!.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        string[] Field(string name) => Assert.Single(control, line => line.StartsWith(name + ": ", StringComparison.Ordinal))[(name.Length + 2)..].Split(", ");
    }

    [Fact]
    public void Debian_the_catalog_is_compiled_when_the_package_comes_and_when_it_goes()
    {
        _root.Program("journalctl").Program("update-grub");
        foreach (var (script, argument) in new[] { ("postinst", "configure"), ("postrm", "remove") })
        {
            var (status, said) = _root.Bash($"sh {Packaging("debian/" + script)} {argument}");
            Assert.True(status == 0, said);
        }

        Assert.Equal(2, _root.Calls.Split("journalctl --update-catalog\n").Length - 1);
    }

    [Fact]
    public void Debian_an_upgrade_leaves_everything_to_the_new_package_and_missing_programs_are_no_failure()
    {
        _root.Program("journalctl", "exit 1");
        Assert.Equal(0, _root.Bash($"sh {Packaging("debian/postrm")} upgrade").Status);
        Assert.Equal("", _root.Calls);
        Assert.Equal(0, _root.Bash($"sh {Packaging("debian/postinst")} configure").Status);
    }
}
