using Ignition.Vm.Tests.Guest;

namespace Ignition.Vm.Tests.Packages;

/// <summary>The container image of packaging/container, built and run with buildah.</summary>
public sealed class ContainerImage : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ignition-container").FullName;

    /// <summary>Runs a command of the image's entry point.</summary>
    internal (int Code, string Output, string Error) Run(string input, params string[] arguments)
    {
        if (!File.Exists(Archive))
        {
            HostProgram.Run(Path.Combine(Workplace.Root, "packaging/container/build.sh"), Archive);
            Container = Buildah("", "from", $"oci-archive:{Archive}").Output.Trim().Split('\n')[^1];
        }
        return Buildah(input, ["run", "--isolation", "chroot", Container, "--", "/usr/bin/ignition", .. arguments]);
    }

    private string Archive => Path.Combine(_directory, "image.oci.tar");

    private string Container { get; set; } = "";

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Container.Length > 0) Buildah("", "rm", Container);
        Directory.Delete(_directory, recursive: true);
    }

    private (int Code, string Output, string Error) Buildah(string input, params string[] arguments) =>
        HostProgram.Try(input, "buildah", ["--root", Path.Combine(_directory, "storage"), "--runroot", Path.Combine(_directory, "run"), "--storage-driver", "vfs", .. arguments]);
}

/// <summary>Somebody who writes configs and has containers only.</summary>
public sealed class ContainerImageTests(ContainerImage image) : IClassFixture<ContainerImage>
{
    [Fact]
    public void Butane_is_translated_from_standard_input()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "buildah without root wants user namespaces set up");
        Assert.Equal((0, "{\"ignition\":{\"version\":\"3.4.0\"}}\n", ""), image.Run("variant: fcos\nversion: 1.5.0\n", "butane"));
    }

    [Fact]
    public void A_wrong_config_is_refused_with_the_exit_code_of_the_command()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "buildah without root wants user namespaces set up");
        Assert.Equal(1, image.Run("variant: fcos\nversion: 1.5.0\nno_such_key: 1\n", "butane", "--strict").Code);
    }

    [Fact]
    public void Without_a_command_it_says_what_there_is()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "buildah without root wants user namespaces set up");
        Assert.Contains("butane", image.Run("", "help").Output);
    }
}
