using Xunit;

namespace Ignition.Config.Tests.Package;

/// <summary>The README of the package tells the truth.</summary>
public sealed class SampleTests
{
    [Fact]
    public void The_sample_of_the_README_compiles_and_runs()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var parent = Path.Combine(folder.FullName, "base.ign");
            var child = Path.Combine(folder.FullName, "site.ign");
            File.WriteAllText(parent, """{"ignition":{"version":"3.0.0"},"storage":{"files":[{"path":"/etc/motd","mode":420}]}}""");
            File.WriteAllText(child, """
                {"ignition":{"version":"3.5.0"},
                 "storage":{"files":[{"path":"/etc/motd","contents":{"source":"data:,hello"}}]}}
                """);
            using var output = new StringWriter();
            Assert.Equal(0, Sample.Run(parent, child, output));
            Assert.Contains($"{parent}:1:80: $.storage.files.0.mode", output.ToString(), StringComparison.Ordinal);
            Assert.Contains($"{child}:2:63: $.storage.files.0.contents.source", output.ToString(), StringComparison.Ordinal);
            Assert.Contains("\"source\":\"data:,hello\"", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_README_shows_the_sample_that_is_tested()
    {
        var repository = Schema.SchemaTests.Repository();
        var sample = File.ReadAllText(Path.Combine(repository, "tests", "Ignition.Config.Tests", "Package", "Sample.cs"));
        var readme = File.ReadAllText(Path.Combine(repository, "src", "Ignition.Config", "README.md"));
        Assert.Contains(sample, readme, StringComparison.Ordinal);
    }
}
