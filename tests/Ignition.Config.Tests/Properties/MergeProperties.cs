using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ignition.Config.Json;
using Ignition.Config.Locations;
using Ignition.Config.Merging;
using Ignition.Config.Model;
using Ignition.Config.Reading;
using Ignition.Config.Specs;
using Ignition.Config.Writing;
using Xunit;
using FsConfig = FsCheck.Config;

namespace Ignition.Config.Tests.Properties;

/// <summary>What holds for merging and writing any configs.</summary>
public sealed class MergeProperties
{
    private static readonly FsConfig s_config = FsConfig.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261121, 1);

    [Fact]
    public void Writing_what_was_read_reads_to_the_same() => ForAll(static seed =>
    {
        var config = RandomConfig.Make(seed);
        var written = ConfigWriter.Write(config);
        return Text(config) == Encoding.UTF8.GetString(ConfigWriter.Write(Unchecked(written)));
    });

    [Fact]
    public void Merging_with_an_empty_config_changes_nothing() => ForAll(static seed =>
    {
        var config = RandomConfig.Make(seed);
        // A header without a value is a mark for merging, and is kept when there is nothing to delete.
        return Text(Merge(IgnitionConfig.Empty, config)) == Text(config) && Text(Merge(config, IgnitionConfig.Empty)) == Text(config);
    });

    [Fact]
    public void Merging_with_itself_changes_nothing_but_appended_lists_and_deleted_headers() => ForAll(static seed =>
    {
        var config = WithoutHeaders(RandomConfig.Make(seed, withAppendedLists: false));
        return Text(Merge(config, config)) == Text(config);
    });

    [Fact]
    public void Merging_is_associative_where_nothing_is_deleted_and_no_keys_are_shared() => ForAll(static seed =>
    {
        var a = WithoutHeaders(RandomConfig.Make(seed, withSharedKeys: false));
        var b = WithoutHeaders(RandomConfig.Make(seed + 1, withSharedKeys: false));
        var c = WithoutHeaders(RandomConfig.Make(seed + 2, withSharedKeys: false));
        return Text(Merge(Merge(a, b), c)) == Text(Merge(a, Merge(b, c)));
    });

    [Fact]
    public void Merging_never_loses_a_scalar_of_the_child() => ForAll(static seed =>
    {
        var parent = RandomConfig.Make(seed);
        var child = RandomConfig.Make(seed + 1);
        var merged = Merge(parent, child);
        return Scalars(child).Except(Scalars(merged), StringComparer.Ordinal).All(static x => x.Contains("/httpHeaders/", StringComparison.Ordinal));
    });

    [Fact]
    public void Merging_keeps_the_place_of_every_value_from_where_it_came() => ForAll(static seed =>
    {
        var parent = Placed(RandomConfig.Make(seed), "parent");
        var child = Placed(RandomConfig.Make(seed + 1), "child");
        var merged = ConfigMerger.Merge(parent, child);
        for (var i = 0; i < merged.Config.Storage.Files.Count; i++)
        {
            var file = merged.Config.Storage.Files[i];
            var inChild = IndexOf(child.Config.Storage.Files, file.Path);
            var source = inChild >= 0 ? child : parent;
            var index = inChild >= 0 ? inChild : IndexOf(parent.Config.Storage.Files, file.Path);
            if (merged.Places.Find($"$.storage.files.{i}.path") != source.Places.Find($"$.storage.files.{index}.path")) return false;
            if (inChild >= 0 && file.Mode is not null && child.Config.Storage.Files[inChild].Mode is null
                && merged.Places.Find($"$.storage.files.{i}.mode")?.File != "parent")
            {
                return false;
            }
        }
        return true;
    });

    private static void ForAll(Func<int, bool> property) =>
        Check.One(s_config, Prop.ForAll(Gen.Choose(0, int.MaxValue - 3).ToArbitrary(), property));

    private static IgnitionConfig Merge(IgnitionConfig parent, IgnitionConfig child) =>
        ConfigMerger.Merge(new Document(parent, Places.None), new Document(child, Places.None)).Config;

    private static Document Placed(IgnitionConfig config, string file)
    {
        var bytes = ConfigWriter.Write(config, indented: true);
        var tokens = JsonScanner.Scan(bytes, out var count, out _)!;
        return new Document(Unchecked(bytes), new Places(new JsonNode(new JsonTape(bytes, tokens, count, file), 0)));
    }

    private static IgnitionConfig Unchecked(byte[] bytes)
    {
        var tokens = JsonScanner.Scan(bytes, out var count, out _)!;
        return new Binder(new JsonTape(bytes, tokens, count, "c"), SpecVersions.Newest).Read(ConfigFields.Root, 0);
    }

    private static int IndexOf(IReadOnlyList<ConfigFile> files, string path)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i].Path == path) return i;
        }
        return -1;
    }

    private static string Text(IgnitionConfig config) => Encoding.UTF8.GetString(ConfigWriter.Write(config));

    private static IgnitionConfig WithoutHeaders(IgnitionConfig config) => Unchecked(HeaderFree.Write(config));

    private static HashSet<string> Scalars(IgnitionConfig config) => HeaderFree.Scalars(config);
}
