using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Packages;

/// <summary>Whoever builds the commit that a binary names gets that binary, and can see so.</summary>
public sealed class ReproducibleTests(SecondBuild second) : IClassFixture<SecondBuild>
{
    [Theory]
    [InlineData("ignition")]
    [InlineData("THIRD-PARTY-NOTICES.txt")]
    [InlineData("ignition-agent.cdx.json")]
    public void Two_builds_of_one_commit_are_the_same_bytes(string file) => Same(second.Left(file));

    [Theory]
    [InlineData("ignition-agent_*.deb")]
    [InlineData("ignition-agent-dbgsym_*.deb")]
    public void Two_Debian_packages_of_one_commit_are_the_same_bytes(string files) => Same(second.Packaged("debian/build.sh", files: files));

    [Fact]
    public void Two_container_images_of_one_commit_are_the_same_bytes()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "buildah without root wants user namespaces set up");
        Same(second.Packaged("container/build.sh", "image.oci.tar"));
    }

    [Fact]
    public void Two_RPM_packages_of_one_commit_are_the_same_bytes() => Same(second.Packaged("rpm/build.sh"));

    [Fact]
    public void The_Debian_package_says_what_it_is_made_of()
    {
        var package = Path.GetTempFileName();
        File.WriteAllBytes(package, second.Packaged("debian/build.sh", files: "ignition-agent_*.deb").Here);
        var files = HostProgram.Run("dpkg-deb", "--contents", package);
        File.Delete(package);
        foreach (var file in new[] { "copyright", "THIRD-PARTY-NOTICES.txt", "ignition-agent.cdx.json" }) Assert.Contains($" ./usr/share/doc/ignition-agent/{file}\n", files, StringComparison.Ordinal);
    }

    private static void Same((byte[] Here, byte[] There) files)
    {
        var length = Math.Min(files.Here.Length, files.There.Length);
        var first = files.Here.AsSpan(0, length).CommonPrefixLength(files.There.AsSpan(0, length));
        Assert.True(files.Here.AsSpan().SequenceEqual(files.There), $"{files.Here.Length} and {files.There.Length} bytes, different from byte {first} on");
    }
}
