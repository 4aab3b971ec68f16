using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Config.Reading;
using Ignition.Config.Tests.Corpus;
using Ignition.Config.Validation;
using Ignition.Config.Writing;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Config.Tests.Fuzzing;

/// <summary>Mutated configs of the corpus: reading, writing and merging answer, whatever comes.</summary>
public sealed class FuzzTests
{
    private static readonly byte[][] s_pieces =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "false", "-", "0", "-1", "1e999", "1E-999", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "420.0", "\\", "\\u", "\\ud800", "\\udc00", "\\u0000", "\"\"", "{}", "[]", "[null]", "\"path\":", "\"Path\":", "\"source\":",
            "\"storage\":{\"files\":[", "\"ignition\":{", "\"version\":\"3.", "\"append\":", "data:,", "data:;base64,", "data:text/plain;a=\"\\", "http://[", "arn:aws:s3:::",
            "s3://b/k?versionId", "[Install]\\n", "#", "@", "%", "ſ", "\u212a", "/", "..", "é", "\t", "\n", "\0", " ",
        }.Select(static x => Encoding.UTF8.GetBytes(x)),
        [0xff], [0xc3], [0xe2, 0x82], [0xf0, 0x9f], [0x1f, 0x8b], [0x28, 0xb5, 0x2f, 0xfd], [0xef, 0xbb, 0xbf], [0xff, 0xfe],
    ];

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    [Fact]
    public void Twenty_seconds_of_mutated_configs_are_answered() => Fuzz(TimeSpan.FromSeconds(20), seed: 1);

    [Fact(Explicit = true)]
    [Trait("kind", "fuzz")]
    public void Mutated_configs_are_answered_for_FUZZ_MINUTES()
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("FUZZ_MINUTES") ?? "10", CultureInfo.InvariantCulture);
        Fuzz(TimeSpan.FromMinutes(minutes), Environment.TickCount);
    }

    private static void Fuzz(TimeSpan time, int seed)
    {
        var seeds = CorpusCase.All.SelectMany(static x => x.Kind == "merge" ? [x.Parent, x.Child] : new[] { x.Input })
            .Where(static x => x.Length is > 0 and < 8000).ToList();
        var mutator = new Mutator(seeds, s_pieces, new Random(seed));
        var clock = Stopwatch.StartNew();
        Document last = Document.Empty;
        long count = 0;
        long accepted = 0;
        for (; clock.Elapsed < time; count++)
        {
            var input = mutator.Next();
            try
            {
                var start = clock.Elapsed;
                if (Check(input, last) is { } document)
                {
                    last = document;
                    accepted++;
                }
                Assert.True(clock.Elapsed - start < s_longest, "it took too long");
            }
            catch (Exception e)
            {
                var file = Path.Combine(Path.GetTempPath(), $"fuzz-{seed}-{count}.ign");
                File.WriteAllBytes(file, input);
                Assert.Fail($"{file}: {e}");
            }
        }
        Assert.True(count > 0 && accepted > 0);
        TestContext.Current.SendDiagnosticMessage("{0} configs, {1} accepted", count, accepted);
    }

    private static Document? Check(byte[] input, Document last)
    {
        var result = ConfigReader.Read(input, "fuzz");
        _ = result.Report.ToString();
        Assert.Equal(result.Accepted, result.Error == ReadError.None);
        Assert.Equal(result.Error == ReadError.Invalid, result.Report.HasErrors);
        foreach (var entry in result.Report.Entries)
        {
            Assert.StartsWith("$", entry.Path, StringComparison.Ordinal);
            Assert.True(entry.Place is { Line: > 0, Column: > 0 }, "every entry has a place");
        }
        if (result.Document is not { } document) return null;

        var written = ConfigWriter.Write(document.Config);
        var again = ConfigReader.Read(written, "again");
        // An older version may accept what the newest refuses; then the newest's rules say so.
        if (again.Accepted) Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(ConfigWriter.Write(again.Document!.Config)));
        else Assert.True(ConfigValidator.Validate(document).HasErrors, again.Report.ToString());

        var places = Locations.Places.Read(document.Places.Write());
        Assert.Equal(document.Places.Find("$.storage.files.0.path"), places.Find("$.storage.files.0.path"));
        _ = ConfigValidator.Validate(ConfigMerger.Merge(last, document)).ToString();
        return document;
    }
}
