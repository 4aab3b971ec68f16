using System.Text;
using Ignition.Config.Reading;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;
using Xunit;

namespace Ignition.Config.Tests.Validation;

/// <summary>What implementations of the language get wrong: each with the entries that the reference gives, as code@path.</summary>
public sealed class EasyToGetWrongTests
{
    private const string Newest = SpecVersions.Experimental;

    [Theory]
    [InlineData(Newest, """ "storage":null """, "object-expected@storage")]
    [InlineData(Newest, """ "storage":{"files":null} """, "")]
    [InlineData(Newest, """ "storage":{"files":[null]} """, "path-missing@storage.files.0.path object-expected@storage.files.0")]
    [InlineData(Newest, """ "passwd":{"users":[{},{}]} """, "duplicate-entry@passwd.users.1")]
    [InlineData(Newest, """ "storage":{"raid":[{"level":"1","devices":["/dev/a"]}]} """, "")]
    [InlineData(Newest, """ "storage":{"filesystems":[{"device":"/dev/a"}]} """, "")]
    [InlineData(Newest, """ "storage":{"filesystems":[{"device":"/dev/a","format":"","path":"/x"}]} """, "fs-format-required@storage.filesystems.0.format")]
    [InlineData(Newest, """ "storage":{"filesystems":[{"device":"/d","format":"ext4","label":"1234567890123456"}]} """, "")]
    [InlineData(Newest, """ "storage":{"filesystems":[{"device":"/d","format":"vfat","label":"éééééé"}]} """, "fs-label-too-long@storage.filesystems.0.label")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"label":"éééééééééééééééééé"}]}]} """, "")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"label":"ééééééééééééééééééé"}]}]} """,
        "partition-label-too-long@storage.disks.0.partitions.0.label")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1,"label":"x"},{"number":2,"label":"x"}]}]} """,
        "partition-label-collision@storage.disks.0.partitions.1")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1},{"number":1}]}]} """,
        "partition-number-collision@storage.disks.0.partitions.1 duplicate-entry@storage.disks.0.partitions.1")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1,"startMiB":0,"sizeMiB":5},{"number":2,"startMiB":0,"sizeMiB":5}]}]} """, "")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1,"startMiB":10,"sizeMiB":0},{"number":2,"startMiB":10,"sizeMiB":0}]}]} """,
        "partition-overlap@storage.disks.0.partitions.1")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1,"startMiB":10,"sizeMiB":10},{"number":2,"startMiB":20,"sizeMiB":5}]}]} """, "")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1,"shouldExist":false,"guid":""}]}]} """, "")]
    [InlineData(Newest, """ "storage":{"disks":[{"device":"/d","partitions":[{"number":1,"shouldExist":false,"sizeMiB":0}]}]} """,
        "partition-absent-with-attributes@storage.disks.0.partitions.0")]
    [InlineData(Newest, """ "storage":{"raid":[{"level":"raid0","devices":["/a"],"spares":0}]} """, "")]
    [InlineData(Newest, """ "storage":{"raid":[{"level":"raid0","devices":["/a"],"spares":1}]} """, "raid-spares-unsupported@storage.raid.0.level")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","openOptions":["a","a"],"options":["a","a"]}]} """,
        "duplicate-entry@storage.luks.0.openOptions.1")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","keyFile":{"source":"bad://x"}}]} """,
        "luks-keyfile-invalid@storage.luks.0.keys url-scheme@storage.luks.0.keyFile.source")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"tpm2":true,"custom":{"pin":"","config":""}}}]} """, "")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"custom":{"needsNetwork":true}}}]} """,
        "clevis-pin-required@storage.luks.0.clevis.custom.pin clevis-config-required@storage.luks.0.clevis.custom.config")]
    [InlineData("3.2.0", """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"custom":{"needsNetwork":true}}}]} """, "")]
    [InlineData("3.2.0", """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"custom":{},"tpm2":true}}]} """,
        "clevis-custom-exclusive@storage.luks.0.clevis")]
    [InlineData("3.2.0", """ "storage":{"luks":[{"name":"a","device":"/a","clevis":null},{"name":"b","device":"/b","clevis":{"custom":null,"tpm2":true}}]} """, "")]
    [InlineData("3.5.0", """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"custom":{"pin":"yubikey","config":"c"}}}]} """,
        "clevis-pin-unknown@storage.luks.0.clevis.custom.pin")]
    [InlineData("3.6.0", """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"custom":{"pin":"yubikey","config":"c"}}}]} """, "")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","cex":{"enabled":true},"clevis":{"tpm2":false,"threshold":0}}]} """, "")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"tang":[{"url":"http://t","thumbprint":"x","advertisement":"[]"}]}}]} """, "")]
    [InlineData(Newest, """ "storage":{"luks":[{"name":"a","device":"/a","clevis":{"tang":[{"url":"http://t","thumbprint":"x","advertisement":" "}]}}]} """,
        "tang-advertisement-json@storage.luks.0.clevis.tang.0.advertisement")]
    [InlineData("3.5.0", """ "storage":{"files":[{"path":"/a","mode":1023}]} """, "mode-special-bits@storage.files.0.mode")]
    [InlineData("3.6.0", """ "storage":{"files":[{"path":"/a","mode":1023}]} """, "")]
    [InlineData("3.5.0", """ "storage":{"files":[{"path":"/a","mode":-1}]} """, "mode-range@storage.files.0.mode mode-special-bits@storage.files.0.mode")]
    [InlineData("3.5.0", """ "storage":{"files":[{"path":"/a","mode":4096}]} """, "mode-range@storage.files.0.mode")]
    [InlineData(Newest, """ "storage":{"files":[{"path":"/a","overwrite":true,"contents":{"source":""}}]} """, "")]
    [InlineData(Newest, """ "storage":{"files":[{"path":"/a","overwrite":true,"append":[{"source":"data:,"}]}]} """, "overwrite-without-source@storage.files.0.overwrite")]
    [InlineData(Newest, """ "storage":{"files":[{"path":"/a","user":{"id":0,"name":""},"group":{"id":0,"name":"x"}}]} """, "owner-id-and-name@storage.files.0.group")]
    [InlineData(Newest, """ "storage":{"links":[{"path":"/foo","target":"t"},{"path":"/foo/bar","target":"t"}],"files":[{"path":"/foobar"}]} """,
        "node-under-link@storage.links.1")]
    [InlineData(Newest, """ "storage":{"links":[{"path":"/a","hard":true,"user":{"id":0}}]} """, "link-target-required@storage.links.0.target")]
    [InlineData(Newest, """ "storage":{"links":[{"path":"/a","hard":true,"target":"/b","user":{"name":""}}]} """, "hardlink-owner@storage.links.0.user.name")]
    [InlineData(Newest, """ "storage":{"directories":[{"path":"/a/d"}],"links":[{"path":"/a/l","hard":true,"target":"../d"}]} """, "hardlink-to-directory@storage.links.0")]
    [InlineData(Newest, """ "storage":{"files":[{"path":"/etc/systemd/system/a.service"}]},"systemd":{"units":[{"name":"a.service","contents":"x"}]} """,
        "node-conflicts-unit@storage.files.0.path")]
    [InlineData(Newest, """ "storage":{"files":[{"path":"/etc/systemd/system/a.service.d"}]},"systemd":{"units":[{"name":"a.service","dropins":[{"name":"a.conf","contents":"x"}]}]} """, "")]
    [InlineData(Newest, """ "systemd":{"units":[{"name":"a.service","contents":"[Foo"}]} """, "unit-contents@systemd.units.0.contents")]
    [InlineData(Newest, """ "systemd":{"units":[{"name":"a.service","enabled":true,"contents":"[Install]"}]} """, "unit-no-install@systemd.units.0.contents")]
    [InlineData(Newest, """ "systemd":{"units":[{"name":"x@.service","contents":"[Unit]\nA=b"},{"name":"x@y.service","enabled":true}]} """,
        "template-no-install@systemd.units.1.contents")]
    [InlineData(Newest, """ "systemd":{"units":[{"name":"a.service.bak","dropins":[{"name":"a.CONF"}]}]} """,
        "unit-extension@systemd.units.0.name dropin-extension@systemd.units.0.dropins.0.name")]
    [InlineData("3.0.0", """ "kernelArguments":{} """, "unused-key@kernelArguments")]
    public void A_config_gets_exactly_these_entries(string version, string body, string expected) =>
        Assert.Equal(expected, Entries("{\"ignition\":{\"version\":\"" + version + "\"}," + body + "}"));

    [Theory]
    [InlineData(Newest, """ "config":{"merge":[{}]} """, "merge-source-required@ignition.config.merge.0")]
    [InlineData("3.0.0", """ "config":{"merge":[{}]} """, "")]
    [InlineData("3.0.0", """ "security":{"tls":{"certificateAuthorities":[{}]}} """, "url-scheme@ignition.security.tls.certificateAuthorities.0.source")]
    [InlineData(Newest, """ "config":{"merge":[{"source":"zz://"}]} """,
        "merge-source-invalid@ignition.config.merge.0 url-scheme@ignition.config.merge.0.source")]
    [InlineData(Newest, """ "config":{"replace":{}} """, "")]
    [InlineData(Newest, """ "config":{"replace":{"source":"http://h","httpHeaders":[{"name":"X"},{"name":"x"}]}} """, "")]
    [InlineData(Newest, """ "config":{"replace":{"httpHeaders":[{"name":"X"}]}} """, "headers-without-source@ignition.config.replace.httpHeaders")]
    [InlineData(Newest, """ "config":{"replace":{"source":"data:,","httpHeaders":[{"name":"X"}]}} """, "headers-scheme@ignition.config.replace.httpHeaders")]
    [InlineData(Newest, """ "proxy":{"httpProxy":"","httpsProxy":"http://p"} """, "proxy-scheme@ignition.proxy.httpProxy proxy-insecure@ignition.proxy.httpsProxy")]
    [InlineData(Newest, """ "config":{"replace":{"source":"http://h","verification":{"hash":""}}} """, "hash-malformed@ignition.config.replace.verification.hash")]
    [InlineData(Newest, """ "config":{"replace":{"verification":{"hash":"sha512-1"}}} """,
        "verification-without-source@ignition.config.replace.verification.hash hash-length@ignition.config.replace.verification.hash")]
    [InlineData("3.0.0", """ "config":{"replace":{"verification":{"hash":"sha256-1"}}} """, "hash-function-unknown@ignition.config.replace.verification.hash")]
    public void The_ignition_object_gets_exactly_these_entries(string version, string body, string expected) =>
        Assert.Equal(expected, Entries("{\"ignition\":{\"version\":\"" + version + "\"," + body + "}}"));

    [Theory]
    [InlineData("HTTP://x", "")]
    [InlineData("oem:///x", "url-scheme")]
    [InlineData("Data:,x", "data-url")]
    [InlineData("data:,a b", "data-url")]
    [InlineData("data:,a%20b", "")]
    [InlineData("data:font/woff,x", "data-url")]
    [InlineData("data:textual/x,x", "")]
    [InlineData("data:;base64,AA", "data-url")]
    [InlineData("data:;base64,AA==", "")]
    [InlineData("data:;a=\"\\x41\\t\",x", "")]
    [InlineData("data:;a=\"\\'\",x", "data-url")]
    [InlineData("data:;a=%zz,x", "data-url")]
    [InlineData("data:;,x", "data-url")]
    [InlineData("http://", "")]
    [InlineData("gs:", "")]
    [InlineData("http://h/%zz", "url-invalid")]
    [InlineData("http://h/?a=%zz", "")]
    [InlineData("http://h:port/", "url-invalid")]
    [InlineData("http://h:99999/", "")]
    [InlineData("http://[::1", "url-invalid")]
    [InlineData("http://%41/", "url-invalid")]
    [InlineData("http://::1/", "")]
    [InlineData(" http://h", "url-invalid")]
    [InlineData("http://h/\n", "url-invalid")]
    [InlineData("/x", "url-scheme")]
    [InlineData("s3://b/k?versionId", "s3-version-id")]
    [InlineData("s3://b/k?versionId=v", "")]
    [InlineData("ARN:aws:s3:::b/k", "")]
    [InlineData("arn:aws:s3:::bucket", "s3-arn")]
    [InlineData("arn:aws:s3:us-east-1:1:accesspoint/name", "s3-arn")]
    [InlineData("arn:aws:s3:us-east-1:1:accesspoint/name/object", "")]
    [InlineData("arn:aws:iam:::bucket/key", "s3-arn")]
    public void A_source_breaks_exactly_this_rule(string source, string code)
    {
        var text = System.Text.Json.Nodes.JsonValue.Create(source).ToJsonString();
        var entries = Entries("{\"ignition\":{\"version\":\"3.6.0\"},\"storage\":{\"files\":[{\"path\":\"/a\",\"contents\":{\"source\":" + text + "}}]}}");
        Assert.Equal(code.Length == 0 ? "" : code + "@storage.files.0.contents.source", entries);
    }

    private static string Entries(string config)
    {
        var report = ConfigReader.Read(Encoding.UTF8.GetBytes(config), "c").Report;
        Assert.All(report.Entries, static x => Assert.Contains(x.Rule, Rules.All));
        return string.Join(' ', report.Entries.Where(static x => !x.Rule.IsOwn).Select(static x => $"{x.Code}@{(x.Path.StartsWith("$.", StringComparison.Ordinal) ? x.Path[2..] : x.Path)}"));
    }
}
