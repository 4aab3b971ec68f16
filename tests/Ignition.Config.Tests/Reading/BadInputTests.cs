using System.IO.Compression;
using System.Text;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;
using Xunit;

namespace Ignition.Config.Tests.Reading;

/// <summary>Whatever the bytes are: an answer with a place, within limits, never a crash.</summary>
public sealed class BadInputTests
{
    private const string Head = """{"ignition":{"version":"3.3.0"},""";

    [Fact]
    public void A_config_nested_100000_deep_is_refused_where_the_limit_is_crossed()
    {
        var entry = Only(Head + "\"a\":" + new string('[', 100_000));
        Assert.Equal(("json-depth", 1, Head.Length + 4 + ConfigLimits.Depth), (entry.Code, entry.Place!.Value.Line, entry.Place.Value.Column));
    }

    [Fact]
    public void A_config_of_256_MiB_is_refused_without_reading_it()
    {
        var entry = ConfigReader.Read(new byte[256 << 20], "big").Report.Entries.Single();
        Assert.Equal("limit-bytes", entry.Code);
        Assert.NotNull(entry.Place);
    }

    [Fact]
    public void A_text_of_64_MiB_is_refused_where_it_begins()
    {
        var bytes = new byte[(64 << 20) + Head.Length + 8];
        bytes.AsSpan().Fill((byte)'a');
        Encoding.ASCII.GetBytes(Head + "\"a\":\"").CopyTo(bytes, 0);
        "\"}"u8.CopyTo(bytes.AsSpan(bytes.Length - 2));
        var entry = ConfigReader.Read(bytes, "big").Report.Entries.Single();
        Assert.Equal(("limit-text", Head.Length + 5), (entry.Code, entry.Place!.Value.Column));
    }

    [Fact]
    public void A_million_files_are_refused_with_a_place()
    {
        var text = new StringBuilder(Head + "\"storage\":{\"files\":[");
        for (var i = 0; i < 1_000_000; i++) text.Append(i == 0 ? "" : ",\n").Append("{\"path\":\"/f").Append(i).Append("\"}");
        var entry = Only(text.Append("]}}").ToString());
        Assert.Equal("limit-values", entry.Code);
        Assert.True(entry.Place!.Value.Line > 400_000);
    }

    [Fact]
    public void A_report_keeps_1000_entries_and_counts_the_rest()
    {
        var text = new StringBuilder(Head + "\"storage\":{\"files\":[");
        for (var i = 0; i < 5000; i++) text.Append(i == 0 ? "" : ",").Append("{\"path\":\"f").Append(i).Append("\"}");
        var report = ConfigReader.Read(Encoding.UTF8.GetBytes(text.Append("]}}").ToString()), "c").Report;
        Assert.Equal((1000, 4000, true), (report.Entries.Count, report.Omitted, report.HasErrors));
    }

    [Theory]
    [InlineData("\"a\":\"x\0y\"}", "json-syntax")]
    [InlineData("\"a\":\0}", "json-syntax")]
    [InlineData("\"storage\":{\"files\":[{\"path\":\"/a\",\"mode\":9223372036854775808}]}}", "json-type")]
    [InlineData("\"storage\":{\"files\":[{\"path\":\"/a\",\"mode\":-9223372036854775809}]}}", "json-type")]
    [InlineData("\"storage\":{\"files\":[{\"path\":\"/a\",\"mode\":1e2}]}}", "json-type")]
    public void Bad_bytes_and_numbers_have_a_place(string tail, string code)
    {
        var entry = Only(Head + tail);
        Assert.Equal(code, entry.Code);
        Assert.True(entry.Place!.Value.Column > Head.Length);
    }

    [Theory]
    [InlineData("#cloud-config\nusers: []\n", "cloud-config")]
    [InlineData("#!/bin/sh\nexit 0\n", "script")]
    [InlineData("Content-Type: multipart/mixed; boundary=x\n\n--x\n", "MIME")]
    [InlineData("MIME-Version: 1.0\n", "MIME")]
    [InlineData("<!DOCTYPE html><html>502</html>", "HTML")]
    [InlineData("\ufeff{}", "byte order mark")]
    [InlineData("storage:\n  files: []\n", "YAML")]
    [InlineData("variant: fcos\nversion: 1.5.0\n", "Butane")]
    [InlineData("{\0}\0", "UTF-16")]
    public void What_is_not_a_config_is_named_for_what_it_is(string text, string name)
    {
        var entry = Only(text);
        Assert.Equal("not-a-config", entry.Code);
        Assert.Contains(name, entry.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UTF_16_is_named() =>
        Assert.Contains("UTF-16", ConfigReader.Read(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray(), "c").Message, StringComparison.Ordinal);

    [Fact]
    public void A_config_compressed_with_gzip_is_read_with_a_note()
    {
        var result = ConfigReader.Read(Gzip("""{"ignition":{"version":"3.3.0"}}"""), "c");
        Assert.True(result.Accepted);
        Assert.Equal(Rules.Decompressed, result.Report.Entries.Single().Rule);
    }

    [Fact]
    public void A_gzip_config_cut_off_or_followed_by_something_is_refused_and_named()
    {
        var whole = Gzip("""{"ignition":{"version":"3.3.0"}}""");
        for (var length = 2; length < whole.Length; length++)
        {
            var entry = ConfigReader.Read(whole.AsSpan(0, length).ToArray(), "c").Report.Entries.Single();
            Assert.Equal(("not-a-config", true), (entry.Code, entry.Message.Contains("ends too early", StringComparison.Ordinal)));
        }

        Assert.Contains("something that is not gzip follows it", ConfigReader.Read((byte[])[.. whole, (byte)'\n'], "c").Report.Entries.Single().Message, StringComparison.Ordinal);
        Assert.True(ConfigReader.Read((byte[])[.. Gzip("""{"ignition":"""), .. Gzip("""{"version":"3.3.0"}}""")], "c").Accepted);
    }

    [Fact]
    public void A_gzip_bomb_stops_at_the_limit()
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++) gzip.Write(zeros);
        }
        Assert.Equal("limit-bytes", ConfigReader.Read(to.ToArray(), "c").Report.Entries.Single().Code);
    }

    [Theory]
    [InlineData("""{"ignitionVersion":1}""", ReadError.InvalidVersion, "1.x")]
    [InlineData("""{"ignition":{"version":"2.3.0"}}""", ReadError.UnknownVersion, "2.x")]
    [InlineData("""{"ignition":{"version":"3.999.0"}}""", ReadError.UnknownVersion, "'3.999.0'")]
    [InlineData("""{"ignition":{"version":"3.4.0-experimental"}}""", ReadError.UnknownVersion, "3.4.0 is stable since Ignition 2.15.0")]
    [InlineData("""{"storage":{}}""", ReadError.InvalidVersion, "missing")]
    [InlineData("""{"ignition":{"version":"latest"}}""", ReadError.InvalidVersion, "NEWEST (since Ignition RELEASE)")]
    public void A_version_that_is_not_supported_is_explained(string text, ReadError error, string explanation)
    {
        var result = ConfigReader.Read(Encoding.UTF8.GetBytes(text), "c");
        Assert.Equal(error, result.Error);
        Assert.Empty(result.Report.Entries);
        var (newest, release) = (SpecVersions.NewestStable.Text, SpecVersions.NewestStable.FirstRelease);
        Assert.Contains(explanation.Replace("NEWEST", newest, StringComparison.Ordinal).Replace("RELEASE", release, StringComparison.Ordinal), result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_is_still_an_experiment_is_named_as_one()
    {
        var stable = SpecVersions.Experimental[..SpecVersions.Experimental.IndexOf('-', StringComparison.Ordinal)];
        var result = ConfigReader.Read(Encoding.UTF8.GetBytes($"{{\"ignition\":{{\"version\":\"{stable}\"}}}}"), "c");
        Assert.Equal(ReadError.UnknownVersion, result.Error);
        Assert.Contains(SpecVersions.Experimental, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_may_be_secret_appear_in_no_message()
    {
        const string secret = "s3cr3t";
        var text = """
            {"ignition":{"version":"3.6.0","proxy":{"httpProxy":"bad://SECRET"},"config":{"replace":{"source":"ftp://u:SECRET@h","verification":{"hash":"SECRET"},
            "compression":"SECRET","httpHeaders":[{"name":"","value":"SECRET"}]}}},
            "storage":{"files":[{"path":"SECRET","contents":{"source":"data:;base64,SECRET"}}],"luks":[{"name":"a","device":"/a","keyFile":{"source":"data:;base64,SECRET"},
            "clevis":{"custom":{"config":"SECRET"},"tang":[{"url":"ftp://SECRET","advertisement":"SECRET"}]}}]},
            "systemd":{"units":[{"name":"a.service","contents":"[SECRET"}]},"passwd":{"users":[{"name":"x","passwordHash":"SECRET"},{"name":"x"}]}}
            """.Replace("SECRET", secret, StringComparison.Ordinal);
        var report = ConfigReader.Read(Encoding.UTF8.GetBytes(text), "c").Report;
        Assert.True(report.Entries.Count > 10);
        Assert.DoesNotContain(secret, report.ToString(), StringComparison.Ordinal);
    }

    private static ReportEntry Only(string text) => ConfigReader.Read(Encoding.UTF8.GetBytes(text), "c").Report.Entries.Single();

    private static byte[] Gzip(string text)
    {
        using var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return to.ToArray();
    }
}
