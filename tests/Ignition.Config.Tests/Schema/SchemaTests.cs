using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Ignition.Config.Reading;
using Ignition.Config.Specs;
using Ignition.Config.Tests.Corpus;
using Xunit;

namespace Ignition.Config.Tests.Schema;

/// <summary>The schemas in packaging/schema come from the tables and agree with the corpus.</summary>
public sealed class SchemaTests
{
    private static readonly string s_folder = Path.Combine(Repository(), "packaging", "schema");

    [Fact]
    public void The_schema_files_are_what_the_tables_say()
    {
        foreach (var version in SpecVersions.All)
        {
            var file = Path.Combine(s_folder, ConfigSchema.FileName(version));
            var expected = ConfigSchema.Write(version);
            // A new version: run the tests once with this set, and look at the difference.
            if (Environment.GetEnvironmentVariable("WRITE_SCHEMAS") == "1") File.WriteAllBytes(file, expected);
            Assert.Equal(Encoding.UTF8.GetString(expected), File.ReadAllText(file));
        }
    }

    [Fact]
    public void A_real_validator_accepts_every_valid_config_and_refuses_every_wrong_type()
    {
        Assert.SkipUnless(HasJsonSchema(), "python3-jsonschema is not installed");
        var cases = new JsonArray();
        foreach (var item in CorpusCase.All.Where(static x => x.Kind != "merge"))
        {
            var result = ConfigReader.Read(item.Input, item.Name);
            // A schema of this draft cannot limit integers to 64 bits .
            var wrongType = result.Report.Entries.Any(static x => x.Code == "json-type" && !x.Message.Contains("between", StringComparison.Ordinal));
            var text = Encoding.UTF8.GetString(item.Input);
            if (item.Kind == "valid") cases.Add(Case(item.Name, result.Document!.Version, text, valid: true));
            else if (wrongType && text.Contains("3.3.0", StringComparison.Ordinal)) cases.Add(Case(item.Name, SpecVersions.All[3], text, valid: false));
        }
        Assert.Equal("", Python(cases.ToJsonString()));
    }

    private static JsonObject Case(string name, SpecVersion version, string text, bool valid) => new()
    {
        ["name"] = name, ["schema"] = Path.Combine(s_folder, ConfigSchema.FileName(version)), ["text"] = text, ["valid"] = valid,
    };

    private static bool HasJsonSchema() => File.Exists("/usr/bin/python3") && Run("import jsonschema", "", out _) == 0;

    private static string Python(string cases)
    {
        const string script = """
            import json, sys, jsonschema
            for case in json.load(sys.stdin):
                schema = json.load(open(case["schema"]))
                jsonschema.Draft4Validator.check_schema(schema)
                valid = jsonschema.Draft4Validator(schema).is_valid(json.loads(case["text"]))
                if valid != case["valid"]:
                    print(case["name"], "is", "valid" if valid else "not valid", "for", case["schema"])
            """;
        Assert.Equal(0, Run(script, cases, out var output));
        return output;
    }

    private static int Run(string script, string input, out string output)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        output = process.StandardOutput.ReadToEnd();
        output += process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    public static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ignition.Agent.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
