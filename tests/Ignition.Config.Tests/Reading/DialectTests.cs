using System.Text;
using System.Text.Json.Nodes;
using Ignition.Config.Json;
using Ignition.Config.Reading;
using Ignition.Config.Specs;
using Ignition.Config.Tests.Corpus;
using Ignition.Config.Writing;
using Xunit;

namespace Ignition.Config.Tests.Reading;

/// <summary>The odd corners of the JSON dialect.</summary>
public sealed class DialectTests
{
    [Theory]
    // Repeated keys: the last scalar, combined objects, list items combined by index.
    [InlineData("""{"mode":1,"mode":2}""", """{"mode":2,"path":""}""")]
    [InlineData("""{"mode":1,"mode":null}""", """{"path":""}""")]
    [InlineData("""{"path":"/a","path":null}""", """{"path":"/a"}""")]
    [InlineData("""{"user":{"id":1},"user":{"name":"x"}}""", """{"path":"","user":{"id":1,"name":"x"}}""")]
    [InlineData("""{"user":{"id":1},"user":null}""", """{"path":"","user":{"id":1}}""")]
    [InlineData("""{"append":[{"source":"data:,a","compression":"gzip"},{"source":"data:,b"}],"append":[{"source":"data:,c"}]}""",
        """{"append":[{"compression":"gzip","source":"data:,c"}],"path":""}""")]
    [InlineData("""{"append":[{"source":"data:,a","compression":"gzip"}],"append":null,"append":[{"source":"data:,c"}]}""",
        """{"append":[{"source":"data:,c"}],"path":""}""")]
    [InlineData("""{"append":[{"source":"data:,a","compression":"gzip"},{"source":"data:,b"}],"append":[{}],"append":[{},{"compression":"gzip"}]}""",
        """{"append":[{"compression":"gzip","source":"data:,a"},{"compression":"gzip","source":"data:,b"}],"path":""}""")]
    // Keys in another case, also with the two characters outside ASCII that fold to a letter.
    [InlineData("""{"MODE":1}""", """{"mode":1,"path":""}""")]
    [InlineData("""{"uſer":{"id":1}}""", """{"path":"","user":{"id":1}}""")]
    [InlineData("""{"\u0070ath":"/a"}""", """{"path":"/a"}""")]
    // Halves of surrogate pairs.
    [InlineData("""{"path":"/\ud800"}""", """{"path":"/\ufffd"}""")]
    [InlineData("""{"path":"/\ud83d\ude00"}""", """{"path":"/😀"}""")]
    [InlineData("""{"path":"/\ud800\ud83d\ude00"}""", """{"path":"/\ufffd😀"}""")]
    public void A_file_is_read_as_the_references_decoder_reads_it(string file, string expected)
    {
        var tail = "\"storage\":{\"files\":[" + file + "]}}";
        var bytes = Encoding.UTF8.GetBytes("""{"ignition":{"version":"3.6.0"},""" + tail);
        var tokens = JsonScanner.Scan(bytes, out var count, out _)!;
        var config = new Binder(new JsonTape(bytes, tokens, count, "c"), SpecVersions.Newest).Read(ConfigFields.Root, 0);
        var actual = JsonNode.Parse(ConfigWriter.Write(config))!["storage"]!["files"]![0];
        Assert.True(JsonNode.DeepEquals(Pruned.Of(JsonNode.Parse(expected)), Pruned.Of(actual!.DeepClone())), actual.ToJsonString());
    }

    [Fact]
    public void Each_byte_that_is_not_UTF_8_becomes_one_replacement_character()
    {
        byte[] raw = [(byte)'a', 0xff, 0xe2, 0x82, (byte)'b', 0xc3];
        Assert.Equal("a\ufffd\ufffd\ufffdb\ufffd", JsonText.Decode(raw));
    }

    [Fact]
    public void The_first_wrong_type_of_the_text_is_reported_though_keys_repeat()
    {
        var text = """{"ignition":{"version":"3.6.0"},"storage":{"files":[{"mode":1,"path":3}],"files":null,"files":[{"path":true}]}}""";
        var entry = ConfigReader.Read(Encoding.UTF8.GetBytes(text), "c").Report.Entries.Single();
        Assert.Equal("$", entry.Path);
        Assert.Contains("$.storage.files.0.path", entry.Message, StringComparison.Ordinal);
        Assert.Equal(text.IndexOf("3}", StringComparison.Ordinal) + 1, entry.Place!.Value.Column);
    }

    [Fact]
    public void An_error_below_a_key_in_the_wrong_case_is_placed_at_the_value()
    {
        var text = """{"ignition":{"version":"3.6.0"},"storage":{"Files":[{"path":"a","zz":1}],"zz":2}}""";
        var report = ConfigReader.Read(Encoding.UTF8.GetBytes(text), "c").Report;
        Assert.Equal(["$.storage.files.0.path", "$.storage.Files", "$.storage.zz"], report.Entries.Select(static x => x.Path));
        Assert.Equal(text.IndexOf("\"a\"", StringComparison.Ordinal) + 1, report.Entries[0].Place!.Value.Column);
        Assert.Equal(text.IndexOf("\"Files\"", StringComparison.Ordinal) + 1, report.Entries[0].ReferencePlace!.Value.Column);
    }
}
