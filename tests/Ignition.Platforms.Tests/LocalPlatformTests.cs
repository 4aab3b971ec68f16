using Ignition.Platforms.Registry;
using Xunit;

namespace Ignition.Platforms.Tests;

public sealed class LocalPlatformTests : PlatformTest
{
    [Fact]
    public async Task Metal_has_no_user_data() => Assert.Null(await Fetch("metal"));

    [Fact]
    public async Task File_reads_the_named_file()
    {
        Put("/my.ign", "{}"u8);
        Environment["IGNITION_CONFIG_FILE"] = SystemRoot + "/my.ign";
        Assert.Equal("{}", await Fetch("file"));
    }

    [Fact]
    public async Task An_empty_file_is_no_user_data()
    {
        Put("/my.ign", []);
        Environment["IGNITION_CONFIG_FILE"] = SystemRoot + "/my.ign";
        Assert.Null(await Fetch("file"));
    }

    [Fact]
    public async Task A_missing_file_is_a_failure_that_names_it()
    {
        Environment["IGNITION_CONFIG_FILE"] = SystemRoot + "/absent.ign";
        Assert.Contains("/absent.ign", (await Fails("file")).Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ec2")]
    [InlineData("")]
    [InlineData("QEMU")]
    public void Unknown_ids_have_no_platform(string id) => Assert.Null(PlatformRegistry.Find(id));

    [Fact]
    public void Every_platform_knows_its_own_id() =>
        Assert.All(PlatformRegistry.All, id => Assert.Equal(id, PlatformRegistry.Find(id)!.Id));

    [Fact]
    public void Every_platform_is_in_the_tests_of_this_project()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests/Ignition.Platforms.Tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.All(PlatformRegistry.All, id => Assert.Contains($"\"{id}\"", tests, StringComparison.Ordinal));
    }
}
