using System.Runtime.CompilerServices;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Tests.Schemas;

/// <summary>The schemas in packaging/schema are those of the table; UPDATE_SCHEMAS=1 writes them anew.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("fcos")]
    [InlineData("flatcar")]
    [InlineData("r4e")]
    [InlineData("fiot")]
    [InlineData("openshift")]
    public void The_schema_of_each_variants_newest_version_is_up_to_date(string variant)
    {
        var newest = Targets.All.Last(target => target.Variant == variant);
        var file = Path.Combine(Root(), "packaging", "schema", $"butane-{variant}.json");
        var schema = SchemaWriter.Write(newest);
        if (Environment.GetEnvironmentVariable("UPDATE_SCHEMAS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, schema);
        }

        Assert.Equal(schema, File.ReadAllText(file));
    }

    [Fact]
    public void Names_of_types_are_unique_so_that_definitions_do_not_mix()
    {
        var seen = new Dictionary<string, Ignition.Butane.Schema.StructType>();
        Collect(Ignition.Butane.Schema.RootTypes.Document, seen);
    }

    private static void Collect(Ignition.Butane.Schema.StructType type, Dictionary<string, Ignition.Butane.Schema.StructType> seen)
    {
        Assert.True(!seen.TryGetValue(type.Name, out var same) || same == type, type.Name);
        seen[type.Name] = type;
        foreach (var field in type.Fields.Where(field => field.Of is not null))
        {
            Collect(field.Of!, seen);
        }
    }

    private static string Root([CallerFilePath] string? here = null)
    {
        // Deterministic builds map the source root away; then the output directory leads to it.
        var directory = File.Exists(here) ? Path.GetDirectoryName(here)! : AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Ignition.Agent.sln")))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }
}
