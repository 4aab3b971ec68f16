using System.Text.Json;
using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Packages;

/// <summary>Packages are of the architecture whose binary is in them.</summary>
public sealed class ArchitectureTests : IDisposable
{
    private const string Binary = "usr/lib/ignition-agent/ignition";
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-packages-").FullName;

    [Theory]
    [InlineData("amd64", "x86-64")]
    [InlineData("arm64", "ARM aarch64")]
    public void A_debian_package_says_what_its_binary_is(string architecture, string machine)
    {
        Built(architecture);
        Script("packaging/debian/build.sh", architecture, _directory);
        var package = Directory.GetFiles(_directory, $"ignition-agent_*_{architecture}.deb").Single();
        Assert.Equal(architecture, HostProgram.Run("dpkg-deb", "-f", package, "Architecture").Trim());
        HostProgram.Run("dpkg-deb", "-x", package, Path.Combine(_directory, "root"));
        Assert.Equal(machine, MachineOf(Path.Combine(_directory, "root", Binary)));
    }

    [Theory]
    [InlineData("amd64", "x86_64", "x86-64")]
    [InlineData("arm64", "aarch64", "ARM aarch64")]
    public void An_rpm_package_says_what_its_binary_is(string architecture, string target, string machine)
    {
        Built(architecture);
        HostProgram.Run(
            "rpmbuild", "-bb", "--quiet", "--target", target + "-linux", "--define", $"source {Workplace.Root}", "--define", "agent_version 1.2.3",
            "--define", $"_topdir {_directory}", Path.Combine(Workplace.Root, "packaging/rpm/ignition-agent.spec"));
        var package = Directory.GetFiles(_directory, $"*.{target}.rpm", SearchOption.AllDirectories).Single();
        Assert.Equal(target, HostProgram.Run("rpm", "-qp", "--queryformat", "%{ARCH}", package).Trim());
        HostProgram.Run("sh", "-c", $"cd {_directory} && rpm2cpio {package} | cpio --quiet -id ./{Binary}");
        Assert.Equal(machine, MachineOf(Path.Combine(_directory, Binary)));
    }

    [Fact]
    public void The_container_image_of_arm64_has_all_that_its_binary_needs()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "buildah without root wants user namespaces set up");
        Built("arm64");
        Script("packaging/container/build.sh", "arm64", Path.Combine(_directory, "image.tar"));
        HostProgram.Run("tar", "-xf", Path.Combine(_directory, "image.tar"), "-C", _directory);
        using var manifest = Blob(Json(Path.Combine(_directory, "index.json")).RootElement.GetProperty("manifests")[0]);
        using var config = Blob(manifest.RootElement.GetProperty("config"));
        Assert.Equal("arm64", config.RootElement.GetProperty("architecture").GetString());

        var root = Directory.CreateDirectory(Path.Combine(_directory, "root")).FullName;
        foreach (var layer in manifest.RootElement.GetProperty("layers").EnumerateArray()) HostProgram.Run("tar", "-xf", PathOf(layer), "-C", root);
        Assert.StartsWith("Ignition ", HostProgram.Run("qemu-aarch64-static", "-L", root, Path.Combine(root, Binary), "--version"), StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static void Built(string architecture)
    {
        var binary = Path.Combine(Workplace.Out, architecture == "amd64" ? "ignition" : architecture + "/ignition");
        Assert.SkipUnless(File.Exists(binary), $"make build ARCH={architecture} has not left {binary}");
    }

    private static void Script(string script, string architecture, string output) =>
        HostProgram.Run("env", $"ARCH={architecture}", Path.Combine(Workplace.Root, script), output);

    /// <summary>e_machine of an ELF file.</summary>
    private static string MachineOf(string path) => BitConverter.ToUInt16(File.ReadAllBytes(path), 18) switch
    {
        62 => "x86-64",
        183 => "ARM aarch64",
        var other => $"machine {other}",
    };

    private static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path));

    private JsonDocument Blob(JsonElement descriptor) => Json(PathOf(descriptor));

    private string PathOf(JsonElement descriptor) =>
        Path.Combine(_directory, "blobs", descriptor.GetProperty("digest").GetString()!.Replace(':', '/'));
}
