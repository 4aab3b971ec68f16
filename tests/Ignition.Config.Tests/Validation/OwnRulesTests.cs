using System.Diagnostics;
using System.Text;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;
using Ignition.Config.Walking;
using Ignition.Config.Writing;
using Xunit;
using JsonNode = System.Text.Json.Nodes.JsonNode;

namespace Ignition.Config.Tests.Validation;

/// <summary>What the reference accepts and then fails at, or does otherwise than was meant.</summary>
public sealed class OwnRulesTests
{
    [Theory]
    [InlineData("comment-in-continuation", "")]
    [InlineData("long-unit-line", "")]
    [InlineData("duplicate-uid", "warning id-twice passwd.users.1.uid")]
    [InlineData("file-as-parent", "warning file-as-parent storage.files.1.path")]
    [InlineData("home-of-another", "warning home-for-keys passwd.users.2.noCreateHome")]
    public void What_people_write_is_accepted_and_warned_of(string name, string expected)
    {
        var result = ConfigReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", name + ".ign")), name);
        Assert.Equal(expected, Entries(result));
        Assert.True(result.Accepted);
    }

    [Fact]
    public void Paths_names_and_targets_with_a_NUL_are_refused_where_they_stand()
    {
        var result = ConfigReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", "nul-in-path.ign")), "nul.ign");
        Assert.False(result.Accepted);
        Assert.Equal(
            ["$.storage.directories.0.path 2:150", "$.storage.files.0.path 2:29", "$.storage.links.0.target 2:114", "$.systemd.units.0.name 3:29"],
            result.Report.Entries.Where(static x => x.Code == "nul-character").Select(static x => $"{x.Path} {x.Place!.Value.Line}:{x.Place.Value.Column}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_text_of_any_field_takes_a_NUL_but_what_files_hold()
    {
        var full = """
            {"ignition":{"version":"NEWEST","config":{"merge":[{"source":"http://a/","compression":"gzip","httpHeaders":[{"name":"n","value":"v"}],"verification":{"hash":"h"}}]},
            "proxy":{"httpProxy":"http://p","noProxy":["a"]}},"kernelArguments":{"shouldExist":["a"],"shouldNotExist":["b"]},
            "passwd":{"groups":[{"name":"g","passwordHash":"x"}],"users":[{"name":"u","gecos":"x","groups":["g"],"homeDir":"/h","passwordHash":"x","primaryGroup":"g","shell":"/s","sshAuthorizedKeys":["k"]}]},
            "storage":{"directories":[{"path":"/d","user":{"name":"u"},"group":{"name":"g"}}],"disks":[{"device":"/dev/a","partitions":[{"label":"l","guid":"g","typeGuid":"t"}]}],
            "files":[{"path":"/f","append":[{"source":"data:,a"}],"contents":{"source":"data:,b"}}],
            "filesystems":[{"device":"/dev/b","format":"ext4","label":"l","uuid":"u","path":"/m","options":["o"],"mountOptions":["m"]}],"links":[{"path":"/l","target":"t"}],
            "luks":[{"name":"c","device":"/dev/c","label":"l","uuid":"u","options":["o"],"openOptions":["p"],"clevis":{"tang":[{"url":"http://t","thumbprint":"x","advertisement":"[]"}],"custom":{"pin":"p","config":"c"}}}],
            "raid":[{"name":"r","level":"raid1","devices":["/dev/d"],"options":["o"]}]},
            "systemd":{"units":[{"name":"a.service","contents":"[Unit]\n","dropins":[{"name":"d.conf","contents":"[Unit]\n"}]}]}}
            """.Replace("NEWEST", SpecVersions.Experimental, StringComparison.Ordinal);
        var paths = ConfigWalker.Walk(ConfigReader.ReadChecked(Encoding.UTF8.GetBytes(full), "", null)!).Where(static x => x.Value is not (long or bool)).Select(static x => x.Path).ToList();
        Assert.True(paths.Count > 50, string.Join(' ', paths));
        foreach (var path in paths.Where(static x => x != "$.ignition.version" && !x.EndsWith("units.0.contents", StringComparison.Ordinal) && !x.EndsWith("dropins.0.contents", StringComparison.Ordinal)))
        {
            var json = JsonNode.Parse(full)!;
            Node(json, path).ReplaceWith("a\0b");
            Assert.Contains(path, ConfigReader.Read(Encoding.UTF8.GetBytes(json.ToJsonString()), "").Report.Entries.Where(static x => x.Code == "nul-character").Select(static x => x.Path));
        }
    }

    [Theory]
    [InlineData("-1", false)]
    [InlineData("4294967295", false)]
    [InlineData("9223372036854775807", false)]
    [InlineData("0", true)]
    [InlineData("4294967294", true)]
    public void An_id_that_the_kernel_does_not_have_is_refused_where_it_stands(string id, bool isAccepted)
    {
        foreach (var (body, path) in new[]
        {
            ($$$""" "storage":{"files":[{"path":"/a","user":{"id":{{{id}}}}}]} """, "storage.files.0.user.id"),
            ($$$""" "storage":{"files":[{"path":"/a","group":{"id":{{{id}}}}}]} """, "storage.files.0.group.id"),
            ($$$""" "storage":{"directories":[{"path":"/a","user":{"id":{{{id}}}}}]} """, "storage.directories.0.user.id"),
            ($$$""" "storage":{"links":[{"path":"/a","target":"b","group":{"id":{{{id}}}}}]} """, "storage.links.0.group.id"),
            ($$$""" "passwd":{"users":[{"name":"a","uid":{{{id}}}}]} """, "passwd.users.0.uid"),
            ($$$""" "passwd":{"groups":[{"name":"a","gid":{{{id}}}}]} """, "passwd.groups.0.gid"),
        })
        {
            Assert.Equal(isAccepted ? "" : $"error id-range {path}", Entries(Read(body)));
        }
    }

    [Theory]
    [InlineData(""" "systemd":{"units":[{"name":"a\nb.service"}]} """, "systemd.units.0.name")]
    [InlineData(""" "systemd":{"units":[{"name":"a\rb.service"}]} """, "systemd.units.0.name")]
    [InlineData(""" "passwd":{"users":[{"name":"a\nb"}]} """, "passwd.users.0.name")]
    [InlineData(""" "passwd":{"users":[{"name":"a","gecos":"x\ny"}]} """, "passwd.users.0.gecos")]
    [InlineData(""" "passwd":{"users":[{"name":"a","homeDir":"/x\n"}]} """, "passwd.users.0.homeDir")]
    [InlineData(""" "passwd":{"users":[{"name":"a","shell":"/x\n"}]} """, "passwd.users.0.shell")]
    [InlineData(""" "passwd":{"users":[{"name":"a","passwordHash":"x\n"}]} """, "passwd.users.0.passwordHash")]
    [InlineData(""" "passwd":{"users":[{"name":"a","primaryGroup":"x\n"}]} """, "passwd.users.0.primaryGroup")]
    [InlineData(""" "passwd":{"users":[{"name":"a","groups":["b","x\n"]}]} """, "passwd.users.0.groups.1")]
    [InlineData(""" "passwd":{"groups":[{"name":"a\n"}]} """, "passwd.groups.0.name")]
    [InlineData(""" "passwd":{"groups":[{"name":"a","passwordHash":"x\n"}]} """, "passwd.groups.0.passwordHash")]
    [InlineData(""" "kernelArguments":{"shouldExist":["a\nb"]} """, "kernelArguments.shouldExist.0")]
    [InlineData(""" "kernelArguments":{"shouldNotExist":["a\nb"]} """, "kernelArguments.shouldNotExist.0")]
    [InlineData(""" "storage":{"luks":[{"name":"a\nb","device":"/dev/a"}]} """, "storage.luks.0.name")]
    public void A_line_end_is_refused_in_what_becomes_a_line_of_a_file(string body, string path) =>
        Assert.Equal($"error line-end {path}", Entries(Read(body)));

    [Fact]
    public void Keys_may_have_line_ends() => Assert.Equal("", Entries(Read(""" "passwd":{"users":[{"name":"a","sshAuthorizedKeys":["k a\nk b\n"]}]} """)));

    [Theory]
    [InlineData(""" "storage":{"files":[{"path":"/a"}],"directories":[{"path":"/a/b"}]} """, "warning file-as-parent storage.directories.0.path")]
    [InlineData(""" "storage":{"files":[{"path":"/a"}],"links":[{"path":"/a/b/c","target":"x"}]} """, "warning file-as-parent storage.links.0.path")]
    [InlineData(""" "storage":{"files":[{"path":"/etc/systemd/system/a.service.d"}]},"systemd":{"units":[{"name":"a.service","dropins":[{"name":"b.conf","contents":"[Unit]\n"}]}]} """,
        "warning file-as-parent systemd.units.0.dropins.0.name")]
    [InlineData(""" "storage":{"files":[{"path":"/a"},{"path":"/ab"},{"path":"/a.d/b"}]} """, "")]
    [InlineData(""" "passwd":{"groups":[{"name":"a","gid":5},{"name":"b","gid":5},{"name":"c","gid":5,"shouldExist":false}]} """, "warning id-twice passwd.groups.1.gid")]
    [InlineData(""" "passwd":{"users":[{"name":"a"},{"name":"b","homeDir":"/home/a"}]} """, "warning home-twice passwd.users.1.homeDir")]
    [InlineData(""" "passwd":{"users":[{"name":"a","homeDir":"/"},{"name":"b","homeDir":"/"},{"name":"c","homeDir":"/x"},{"name":"d","homeDir":"/x","noCreateHome":true}]} """, "")]
    public void What_cannot_be_as_the_config_has_it_is_warned_of(string body, string expected)
    {
        var result = Read(body);
        Assert.Equal(expected, Entries(result));
        Assert.True(result.Accepted);
    }

    [Fact]
    public void A_key_that_comes_twice_is_warned_of_with_both_places()
    {
        var result = ConfigReader.Read("{\"ignition\":{\"version\":\"3.5.0\"},\n\"storage\":{\"files\":[{\"path\":\"/a\",\n \"mode\":420,\n \"mode\":384}]},\"x\":{\"y\":1,\"y\":2}}"u8.ToArray(), "a.ign");
        Assert.True(result.Accepted);
        var twice = result.Report.Entries.Where(static x => x.Code == "key-twice").ToList();
        Assert.Equal(["$.storage.files.0.mode", "$.x.y"], twice.Select(static x => x.Path));
        Assert.Equal(new Place("a.ign", 4, 2), twice[0].Place);
        Assert.Contains("at line 3 col 2", twice[0].Message, StringComparison.Ordinal);
        Assert.Equal(384, result.Document!.Config.Storage.Files[0].Mode);
    }

    [Fact]
    public void Many_keys_that_come_twice_are_counted_in_time()
    {
        var text = new StringBuilder("{\"ignition\":{\"version\":\"3.5.0\"},\"storage\":{\"files\":[");
        text.AppendJoin(',', Enumerable.Range(0, 50_000).Select(static x => $"{{\"path\":\"/{x}\",\"path\":\"/{x}\",\"zz\":1}}")).Append("]}}");
        var time = Stopwatch.StartNew();
        var report = ConfigReader.Read(Encoding.UTF8.GetBytes(text.ToString()), "").Report;
        Assert.Equal((1000, 99_000), (report.Entries.Count, report.Omitted));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), time.Elapsed.ToString());
    }

    [Theory]
    [InlineData("3.6.0", """ "storage":{"luks":[{"name":"a","device":"/dev/a","cex":{"enabled":true}}]} """, "3.4.0", "$.storage.luks.0.cex")]
    [InlineData("3.6.0", """ "storage":{"luks":[{"name":"a","device":"/dev/a","discard":true}]} """, "3.3.0", "$.storage.luks.0.discard")]
    [InlineData("3.6.0", """ "kernelArguments":{"shouldExist":["a"]} """, "3.2.0", "$.kernelArguments")]
    [InlineData("3.6.0", """ "storage":{"files":[{"path":"/a","mode":2541}]} """, "3.5.0", "$.storage.files.0.mode")]
    [InlineData("3.6.0", """ "storage":{"files":[{"path":"/a","mode":420}]} """, "3.0.0", "")]
    [InlineData(SpecVersions.Experimental, """ "storage":{"filesystems":[{"device":"tag","format":"virtiofs","path":"/a"}]} """, "3.6.0", "$.storage.filesystems.0.device $.storage.filesystems.0.format")]
    public void A_config_gets_an_older_version_only_if_that_has_all_of_it(string from, string body, string to, string missing)
    {
        var document = ConfigReader.Read(Encoding.UTF8.GetBytes("{\"ignition\":{\"version\":\"" + from + "\"}," + body + "}"), "").Document!;
        var config = VersionFit.Fit(document, SpecVersions.Find(to, out _)!, out var report);
        Assert.Equal(missing, string.Join(' ', report.Entries.Select(static x => x.Path)));
        if (missing.Length > 0) return;
        var again = ConfigReader.Read(ConfigWriter.Write(config), "");
        Assert.Equal((to, ""), (again.Document?.Version.Text, again.Report.ToString()));
    }

    private static JsonNode Node(JsonNode root, string path)
    {
        foreach (var step in path[2..].Split('.')) root = int.TryParse(step, out var index) ? root[index]! : root[step]!;
        return root;
    }

    private static ReadResult Read(string body) => ConfigReader.Read(Encoding.UTF8.GetBytes("{\"ignition\":{\"version\":\"3.5.0\"}," + body + "}"), "");

    private static string Entries(ReadResult result) =>
        string.Join(' ', result.Report.Entries.Select(static x => $"{(x.Kind == EntryKind.Error ? "error" : "warning")} {x.Code} {x.Path[2..]}"));
}
