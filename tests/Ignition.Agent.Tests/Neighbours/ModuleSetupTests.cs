using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>What module-setup.sh puts into an initramfs, with stand-ins for dracut's functions that put it there as dracut does.</summary>
public sealed class ModuleSetupTests : IDisposable
{
    private readonly ScriptRoot _root = new();

    public ModuleSetupTests()
    {
        foreach (var file in Directory.EnumerateFiles(ScriptRoot.Source("30ignition"))) File.Copy(file, Module(Path.GetFileName(file)));
        _root.Put("/usr/lib/ignition-agent/ignition", "the agent");
        File.SetUnixFileMode(_root.Path("/usr/lib/ignition-agent/ignition"), (UnixFileMode)0x1ED);
        File.CreateSymbolicLink(Module("ignition"), "../../../ignition-agent/ignition");
    }

    private const string Helper = "/initramfs/usr/sbin/ignition-kargs-helper";
    private const string Agent = "/initramfs/usr/lib/ignition-agent/ignition";

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Fedora_CoreOS_kargs_helper_a_copy_over_ours_leaves_the_agent_alone()
    {
        Install();
        Assert.Null(new FileInfo(_root.Path(Helper)).LinkTarget);
        Assert.Contains("exec /usr/lib/ignition-agent/ignition kargs-helper \"$@\"", _root.Read(Helper), StringComparison.Ordinal);
        _root.Put("/theirs", "their helper");
        Assert.Equal(0, _root.Bash($"cp {_root.Top}/theirs {_root.Top}{Helper}").Status);
        Assert.Equal("their helper", _root.Read(Helper));
        Assert.Equal("the agent", _root.Read(Agent));
    }

    [Theory]
    [InlineData("ignition-kargs-helper")]
    [InlineData("ignition-kargs-helper.sh")]
    public void MicroOS_a_helper_in_the_module_s_directory_is_taken_under_either_name(string name)
    {
        File.WriteAllText(Module(name), "#!/bin/sh\ntheir helper\n");
        Install();
        Assert.Contains("their helper", _root.Read(Helper), StringComparison.Ordinal);
    }

    [Fact]
    public void Engine_s_path_the_link_of_the_host_is_to_the_agent_and_a_file_there_is_taken_instead()
    {
        Install();
        Assert.Equal("the agent", _root.Read(Agent));
        File.Delete(Module("ignition"));
        _root.Put("/usr/lib/dracut/modules.d/30ignition/ignition", "their agent");
        File.SetUnixFileMode(Module("ignition"), (UnixFileMode)0x1ED);
        Install();
        Assert.Equal("their agent", _root.Read(Agent));
    }

    [Fact]
    public void Debian_the_compiled_catalog_of_the_journal_comes_along()
    {
        _root.Put("/var/lib/systemd/catalog/database", "compiled");
        Install();
        Assert.Equal("compiled", _root.Read("/initramfs/var/lib/systemd/catalog/database"));
    }

    [Fact]
    public void Every_unit_that_a_target_wants_and_every_program_that_a_unit_runs_is_there()
    {
        Install();
        var units = _root.Path("/initramfs/usr/lib/systemd/system");
        foreach (var link in Directory.EnumerateFiles(units, "*.service", SearchOption.AllDirectories)) Assert.True(File.Exists(link), link);
        foreach (var unit in Directory.EnumerateFiles(units, "*.service"))
        {
            foreach (var line in File.ReadLines(unit).Where(static line => line.StartsWith("Exec", StringComparison.Ordinal)))
            {
                var program = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].TrimStart('-').Split(' ')[0];
                Assert.True(_root.Has("/initramfs" + program) || new FileInfo(_root.Path("/initramfs" + program)).LinkTarget is not null, $"{unit}: {program}");
            }
        }

        Assert.True(File.Exists(units + "/initrd-switch-root.target.wants/ignition-scrub.service"));
    }

    private string Module(string name)
    {
        Directory.CreateDirectory(_root.Path("/usr/lib/dracut/modules.d/30ignition"));
        return _root.Path("/usr/lib/dracut/modules.d/30ignition/" + name);
    }

    private void Install()
    {
        var (status, said) = _root.Bash("""
            set -e
            moddir=$top/usr/lib/dracut/modules.d/30ignition initdir=$top/initramfs dracutsysrootdir=$top
            systemdsystemunitdir=/usr/lib/systemd/system systemdutildir=/usr/lib/systemd
            rm -rf "$initdir"
            put() { local from=$1 to=${2:-$1}; [[ $from == "$top"* ]] || from=$top$from; mkdir -p "$(dirname "$initdir$to")"; cp "$from" "$initdir$to"; }
            inst() { put "$@"; }
            inst_simple() { put "$@"; }
            inst_script() { put "$@"; }
            inst_hook() { :; }
            inst_rules() { :; }
            inst_libdir_file() { :; }
            inst_multiple() { local file; for file in "$@"; do [[ $file != /* || ! -e $top$file ]] || put "$file"; done; }
            ln_r() { mkdir -p "$(dirname "$initdir$2")"; ln -sfn "$1" "$initdir$2"; }
            find_binary() { echo "$1"; }
            dfatal() { echo "$*" >&2; }
            dwarning() { :; }
            dinfo() { :; }
            . "$moddir/module-setup.sh"
            install
            """);
        Assert.True(status == 0, said);
    }
}
