using System.Text;
using Ignition.Butane.Files;
using Ignition.Butane.Reading;
using Ignition.Butane.Reporting;
using static Ignition.Butane.Tests.Translations;

namespace Ignition.Butane.Tests;

/// <summary>What the reference does not do.</summary>
public sealed class BeyondTests
{
    private static ButaneInput Input(string name, string yaml) => new(Encoding.UTF8.GetBytes(Head + yaml), name);

    [Fact]
    public void Several_files_are_merged_later_ones_over_earlier_ones()
    {
        var result = ButaneTranslator.Translate(
            [Input("base.bu", "storage: {files: [{path: /a, mode: 0600}, {path: /b}]}\n"), Input("web.bu", "storage: {files: [{path: /c}, {path: /a, mode: 0644}], links: [{path: /b, target: x}]}\n")],
            NoLocalFiles.Instance);
        Assert.Equal("""{"ignition":{"version":"3.5.0"},"storage":{"files":[{"path":"/a","mode":420},{"path":"/c"}],"links":[{"path":"/b","target":"x"}]}}""", result.Output);
        Assert.Equal("web.bu:3:48", result.Document!.Places.Find("$.storage.files.0.mode").ToString());
        Assert.Equal("web.bu", result.Document.Places.Find("$.storage.links.0")!.Value.File);
    }

    [Fact]
    public void Findings_in_merged_files_name_the_file_they_stand_in()
    {
        var result = ButaneTranslator.Translate(
            [Input("base.bu", "storage: {files: [{path: /a, zzz: 1}]}\n"), Input("web.bu", "storage:\n  files:\n    - path: b\n")], NoLocalFiles.Instance);
        Assert.Equal(ButaneFailure.GeneratedInvalid, result.Failure);
        Assert.Collection(
            result.Findings,
            first => Assert.Equal(("base.bu", 3), (first.File, first.Line)),
            second => Assert.Equal(("web.bu", 5, 13), (second.File, second.Line, second.Column)));
    }

    [Fact]
    public void Files_of_different_versions_are_not_merged()
    {
        var result = ButaneTranslator.Translate(
            [Input("a.bu", ""), new ButaneInput(Encoding.UTF8.GetBytes("variant: fcos\nversion: 1.5.0\n"), "b.bu")], NoLocalFiles.Instance);
        Assert.Equal(ButaneFailure.UnknownVariantVersion, result.Failure);
        Assert.Equal(("b.bu", 2), (result.Problems[0].File, result.Problems[0].Line));
    }

    [Fact]
    public void Butane_behind_merge_local_and_replace_local_is_translated()
    {
        var files = new MemoryFiles(("web.bu", Head + "storage: {files: [{path: /w}]}\n"));
        Assert.Equal(
            """{"ignition":{"config":{"merge":[{"compression":"","source":"data:;base64,eyJpZ25pdGlvbiI6eyJ2ZXJzaW9uIjoiMy41LjAifSwic3RvcmFnZSI6eyJmaWxlcyI6W3sicGF0aCI6Ii93In1dfX0="}]},"version":"3.5.0"}}""",
            Json(Head + "ignition: {config: {merge: [{local: web.bu}]}}\n", files));
        Assert.Contains("data:", Json(Head + "ignition: {config: {replace: {local: web.bu}}}\n", files), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_in_a_local_config_name_the_line_in_it_and_the_line_that_asks_for_it()
    {
        var result = Of(Head + "ignition: {config: {merge: [{local: web.bu}]}}\n", new MemoryFiles(("web.bu", Head + "storage: {files: [{path: w}]}\n")));
        var finding = Assert.Single(result.Findings);
        Assert.Equal((3, "$.ignition.config.merge.0.local"), (finding.Line, finding.Path));
        Assert.StartsWith("web.bu:3:26: ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configs_that_merge_themselves_are_refused()
    {
        var self = Head + "ignition: {config: {merge: [{local: a.bu}]}}\n";
        var result = Of(self, new MemoryFiles(("a.bu", self)));
        Assert.Equal(ButaneFailure.SourceInvalid, result.Failure);
        Assert.Contains("deep", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_point_at_the_sugar_a_value_came_from()
    {
        var places = Of(Head + "boot_device:\n  layout: x86_64\n  mirror:\n    devices:\n      - /dev/vda\n      - /dev/vdb\n").Document!.Places;
        Assert.Equal("my.bu:7:9", places.Find("$.storage.disks.0.partitions.3.label").ToString());
        Assert.Equal("my.bu:8:9", places.Find("$.storage.disks.1").ToString());
        Assert.Equal("my.bu:6:5", places.Find("$.storage.raid.0").ToString());
    }

    [Fact]
    public void An_explanation_names_the_line_of_each_part()
    {
        var result = Of(Head + "storage:\n  files:\n    - path: /a\n      contents:\n        inline: x\n");
        Assert.Equal(
            """
            $.storage.files.0                       my.bu:5:7   $.storage.files.0
            $.storage.files.0.path                  my.bu:5:13  $.storage.files.0.path
            $.storage.files.0.contents              my.bu:7:9   $.storage.files.0.contents
            $.storage.files.0.contents.compression  my.bu:7:17  $.storage.files.0.contents.inline
            $.storage.files.0.contents.source       my.bu:7:17  $.storage.files.0.contents.inline

            """,
            ButaneExplanation.Of(result, "storage.files.0"));
        Assert.Null(ButaneExplanation.Of(result, "$.storage.files.1"));
    }

    [Fact]
    public void A_bundle_of_several_files_holds_what_they_embed()
    {
        var files = new MemoryFiles(("x.txt", "hello\n"), ("t/etc/motd", "hi"));
        ButaneInput[] inputs =
        [
            Input("a.bu", "boot_device: {luks: {tpm2: true}}\nstorage: {files: [{path: /x, contents: {local: x.txt}}]}\n"),
            Input("b.bu", "storage: {trees: [{local: t}], files: [{path: /y, mode: 0600}]}\n"),
        ];
        var bundle = ButaneBundle.Of(inputs, files);
        Assert.StartsWith("# Bundled from a.bu, b.bu\nvariant: fcos\n", bundle, StringComparison.Ordinal);
        Assert.Contains("mode: 0600", bundle, StringComparison.Ordinal);
        Assert.Equal(ButaneTranslator.Translate(inputs, files).Output, Json(bundle!));
    }

    [Fact]
    public void Local_files_without_a_directory_are_refused_with_a_hint()
    {
        var result = Of(Head + "storage: {files: [{path: /x, contents: {local: x.txt}}]}\n");
        Assert.Contains("bundle", result.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("variant: fcos\nversion: 1.6.0\n", true)]
    [InlineData("\uFEFFversion: 1.6.0\r\nvariant: fcos\r\n", true)]
    [InlineData("# comment\n---\nvariant: fcos", true)]
    [InlineData("\"variant\": fcos\n", true)]
    [InlineData("{variant: fcos, version: 1.6.0}", true)]
    [InlineData("{\"ignition\":{\"version\":\"3.5.0\"}}", false)]
    [InlineData("{\"variant\": \"x\"}", false)]
    [InlineData("#cloud-config\nvariant: x\n", false)]
    [InlineData("#!/bin/sh\nvariant: x\n", false)]
    [InlineData("a:\n  variant: fcos\n", false)]
    [InlineData("variants: x\n", false)]
    [InlineData("", false)]
    public void Butane_is_told_by_a_variant_at_its_top_level(string text, bool looks) =>
        Assert.Equal(looks, ButaneReader.Looks(Encoding.UTF8.GetBytes(text)));
}

/// <summary>Reading whatever a machine is given.</summary>
public sealed class ButaneConfigsTests
{
    [Fact]
    public void Butane_is_read_as_a_config_with_the_places_of_the_YAML()
    {
        var result = ButaneConfigs.Read(Encoding.UTF8.GetBytes(Head + "storage:\n  files:\n    - path: /a\n      zzz: 1\n"), "user.bu");
        Assert.Equal("/a", result.Document!.Config.Storage.Files[0].Path);
        Assert.Equal("user.bu:5:13", result.Document.Places.Find("$.storage.files.0.path").ToString());
        Assert.Equal("user.bu:6:7", result.Report.Entries[0].Place.ToString());
    }

    [Fact]
    public void An_error_of_Ignitions_keeps_its_rule_and_points_into_the_YAML()
    {
        var result = ButaneConfigs.Read(Encoding.UTF8.GetBytes(Head + "storage: {files: [{path: a}]}\n"), "user.bu");
        Assert.Null(result.Document);
        Assert.Equal(("path-relative", "user.bu:3:26"), (result.Report.Entries[0].Code, result.Report.Entries[0].Place.ToString()));
        Assert.Equal(Ignition.Config.Reading.ReadError.Invalid, result.Error);
    }

    [Fact]
    public void Local_files_are_refused_on_a_machine()
    {
        var result = ButaneConfigs.Read(Encoding.UTF8.GetBytes(Head + "storage: {files: [{path: /a, contents: {local: x}}]}\n"), "user.bu");
        Assert.Contains("ignition butane --bundle", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_is_left_to_the_reader_of_JSON() =>
        Assert.Equal("3.5.0", ButaneConfigs.Read("{\"ignition\":{\"version\":\"3.5.0\"}}"u8.ToArray(), "user.ign").Document!.Version.Text);

    [Fact]
    public void An_openshift_config_gives_the_Ignition_config_in_it()
    {
        var result = ButaneConfigs.Read(
            "variant: openshift\nversion: 4.16.0\nmetadata: {name: x, labels: {machineconfiguration.openshift.io/role: worker}}\nstorage: {files: [{path: /a}]}\n"u8.ToArray(), "mc.bu");
        Assert.Equal("/a", result.Document!.Config.Storage.Files[0].Path);
    }
}
