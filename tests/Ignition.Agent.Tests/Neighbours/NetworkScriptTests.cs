using System.Diagnostics;
using System.Text;
using Xunit;

namespace Ignition.Agent.Tests.Neighbours;

/// <summary>What the script that brings the network up says, and how. Machines of Ignition.Vm.Tests run it whole.</summary>
public sealed class NetworkScriptTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-script-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("eth0 up up", "eth0 has an address but no route")]
    [InlineData("eth0 up none", "eth0 has no address")]
    [InlineData("eth0 none none", "eth0 has no link")]
    [InlineData("eth0 none none;eth1 up none;eth2 none none", "eth0, eth2 have no link; eth1 has no address")]
    public void Each_interface_is_told_once_with_what_it_lacks(string machine, string state)
    {
        var interfaces = machine.Split(';').Select(static text => text.Split(' ')).ToArray();
        var fakes = $"interfaces() {{ echo '{string.Join(' ', interfaces.Select(static one => one[0]))}'; }}\n"
            + $"grep() {{ case $3 in {Cases(interfaces, 1, static name => $"*/{name}/*")} esac; return 1; }}\n"
            + $"ip() {{ case $5 in {Cases(interfaces, 2, static name => name, "echo here; ")} esac; }}\n";
        Assert.Equal(state, Run("top=\n" + Function("state") + fakes + "state"));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("no network for 110 of 120 s: enp1s0f0np0, enp1s0f1np1, enp2s0f0np0, enp2s0f1np1 have no link; eno1 has no address")]
    public void A_line_fits_a_console(string text)
    {
        File.WriteAllText(_directory + "/consoles", $"../{_directory}/one -W- (EC p a) 4:1\n../{_directory}/two -W- (EC) 4:64\n");
        File.WriteAllText(_directory + "/one", "");
        File.WriteAllText(_directory + "/two", "");
        Assert.Equal($"ignition: {text}", Run($"{Function("say")}consoles={_directory}/consoles; say '{text}'"));
        foreach (var console in new[] { "/one", "/two" })
        {
            var line = Assert.Single(File.ReadAllLines(_directory + console));
            Assert.InRange(line.Length, 1, 79);
            Assert.StartsWith(line.TrimEnd('.'), "ignition: " + text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "120")]
    [InlineData("rd.net.timeout.dhcp=30", "30")]
    [InlineData("ignition.network.timeout=600", "600")]
    [InlineData("ignition.network.timeout=0", "120")]
    [InlineData("ignition.network.timeout=600 rd.net.timeout.dhcp=30", "30")]
    [InlineData("rd.net.timeout.dhcp=soon", "120")]
    public void The_limit_comes_from_the_kernel_command_line(string arguments, string limit)
    {
        var script = File.ReadAllText(Script);
        var start = script.IndexOf("deadline=\n", StringComparison.Ordinal);
        var choice = script[start..(script.IndexOf("done\n", start, StringComparison.Ordinal) + 5)];
        Assert.Equal(limit, Run($"argument() {{ for word in {arguments}; do case $word in $1=*) echo \"${{word#*=}}\" ;; esac; done; }}\n{choice}echo $deadline"));
    }

    private static string Script => Path.Combine(Repository.Root, "dracut-module/30ignition/network-up");

    private static string Cases(string[][] interfaces, int field, Func<string, string> pattern, string then = "") =>
        string.Concat(interfaces.Where(one => one[field] == "up").Select(one => $"{pattern(one[0])}) {then}return 0 ;; "));

    private static string Function(string name)
    {
        var script = File.ReadAllText(Script);
        var start = script.IndexOf($"\n{name}() {{", StringComparison.Ordinal) + 1;
        return script[start..(script.IndexOf("\n}\n", start, StringComparison.Ordinal) + 3)];
    }

    private static string Run(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-eu", "-c", script]) { RedirectStandardOutput = true, UseShellExecute = false, StandardOutputEncoding = Encoding.UTF8 })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.TrimEnd('\n');
    }
}
