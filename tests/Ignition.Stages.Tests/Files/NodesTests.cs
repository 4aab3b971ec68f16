using Ignition.Provisioning.Failures;
using Xunit;

namespace Ignition.Stages.Tests.Files;

public sealed class NodesTests : IDisposable
{
    private readonly FilesScene _scene = new();

    public NodesTests() => FilesScene.NeedsSuperuser();

    public void Dispose() => _scene.Dispose();

    private static string Files(string entries) => $"\"storage\":{{\"files\":[{entries}]}}";

    [Fact]
    public async Task B40_files_directories_and_links_are_made_once_and_then_nothing_is_left_to_do()
    {
        await _scene.RunTwiceAsync("""
            "storage":{
              "directories":[{"path":"/opt/d","mode":448,"user":{"id":500},"group":{"id":501}}],
              "files":[
                {"path":"/opt/d/f","contents":{"source":"data:,hello%20world%0A"},"mode":3565},
                {"path":"/opt/empty"},
                {"path":"/opt/gz","contents":{"source":"data:;base64,H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==","compression":"gzip"}}],
              "links":[{"path":"/opt/l","target":"d/f"},{"path":"/a-hard","target":"/opt/d/f","hard":true}]}
            """);

        Assert.Equal("hello world\n", _scene.Read("/opt/d/f"));
        Assert.Equal(3565, _scene.Mode("/opt/d/f"));
        Assert.Equal(0x1A4, _scene.Mode("/opt/empty"));
        Assert.Equal(448, _scene.Mode("/opt/d"));
        Assert.Equal((500, 501), _scene.Owner("/opt/d"));
        Assert.Equal("hello", _scene.Read("/opt/gz"));
        Assert.Equal("d/f", new FileInfo(_scene.Host("/opt/l")).LinkTarget);
        Assert.Equal("hello world\n", _scene.Read("/a-hard"));
        Assert.False(_scene.Exists("/etc/.ignition-unfinished"));
    }

    [Fact]
    public async Task An_existing_file_with_other_contents_is_a_failure_that_names_its_entry()
    {
        _scene.Write("/f", "old");

        var failure = await _scene.FailAsync(Files("""{"path":"/g"},{"path":"/f","contents":{"source":"data:,new"}}"""));

        Assert.Equal(FilesFailures.Exists, failure.Code);
        Assert.Equal("$.storage.files.1", failure.ConfigPath);
        Assert.Equal("old", _scene.Read("/f"));
    }

    [Fact]
    public async Task B41_overwrite_replaces_a_file_a_directory_and_a_link_and_says_so_before()
    {
        _scene.Write("/f", "old").Write("/d/deep/x", "old").Write("/victim", "kept");
        File.CreateSymbolicLink(_scene.Host("/l"), "/victim");
        var config = Files(string.Join(',', "fdl".Select(n => """{"path":"/NAME","overwrite":true,"contents":{"source":"data:,new"}}""".Replace("NAME", n.ToString()))));

        var plan = await _scene.InspectAsync(config);
        await _scene.RunTwiceAsync(config);

        Assert.Equal(["the file /f", "the directory /d", "the symbolic link /l"], plan.Select(step => step.Finding.Destroys).OfType<string>());
        Assert.Equal(["new", "new", "new"], "fdl".Select(n => _scene.Read("/" + n)));
        Assert.Equal("kept", _scene.Read("/victim"));
    }

    [Fact]
    public async Task An_overwritten_directory_loses_its_contents_once()
    {
        _scene.Write("/d/old", "x");
        const string Config = """
            "storage":{"directories":[{"path":"/d","overwrite":true}],"files":[{"path":"/d/new","contents":{"source":"data:,y"}}]}
            """;

        await _scene.RunTwiceAsync(Config);

        Assert.Equal(["new"], Directory.GetFileSystemEntries(_scene.Host("/d")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task B40_fragments_are_appended_once_and_the_file_keeps_its_owner_and_mode()
    {
        _scene.Write("/f", "start\nmore\n");
        _scene.Give("/f", 7, 8);
        File.SetUnixFileMode(_scene.Host("/f"), (UnixFileMode)0x9C0);

        await _scene.RunTwiceAsync(Files("""{"path":"/f","append":[{"source":"data:,more%0A"},{"source":"data:,end%0A"}]}"""));

        Assert.Equal("start\nmore\nmore\nend\n", _scene.Read("/f"));
        Assert.Equal((7, 8), _scene.Owner("/f"));
        Assert.Equal(0x9C0, _scene.Mode("/f")); // B45: chown would have taken the set-id bit
    }

    [Fact]
    public async Task Fragments_follow_contents_and_make_a_file_that_is_missing()
    {
        await _scene.RunTwiceAsync(Files("""
            {"path":"/f","contents":{"source":"data:,a"},"append":[{"source":"data:,b"}]},{"path":"/g","append":[{"source":"data:,c"}]}
            """));

        Assert.Equal("ab", _scene.Read("/f"));
        Assert.Equal("c", _scene.Read("/g"));
    }

    [Fact]
    public async Task A_wrong_hash_is_a_failure_and_leaves_no_file()
    {
        var failure = await _scene.FailAsync(Files(
            """{"path":"/f","contents":{"source":"data:,a","verification":{"hash":"sha256-ZEROES"}}}""".Replace("ZEROES", new string('0', 64))));

        Assert.StartsWith("$.storage.files.0", failure.ConfigPath);
        Assert.Equal(["boot_id", "etc"], Directory.GetFileSystemEntries(_scene.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task B42_no_entry_gets_out_through_links_in_any_position()
    {
        var outside = Directory.CreateTempSubdirectory("outside-").FullName;
        File.WriteAllText(outside + "/victim", "kept");
        File.CreateSymbolicLink(_scene.Host("/a"), "/b");
        File.CreateSymbolicLink(_scene.Host("/b"), outside);
        File.CreateSymbolicLink(_scene.Host("/up"), "../../../../../../../.." + outside);
        File.CreateSymbolicLink(_scene.Host("/last"), outside + "/victim");

        await _scene.RunTwiceAsync("""
            "storage":{
              "directories":[{"path":"/a/d","mode":511}],
              "files":[{"path":"/a/f","contents":{"source":"data:,1"}},{"path":"/up/g","contents":{"source":"data:,2"}},
                       {"path":"/last","overwrite":true,"contents":{"source":"data:,3"}}],
              "links":[{"path":"/a/l","target":"/etc"}]},
            "systemd":{"units":[{"name":"x.service","contents":"[Service]\n"}]}
            """);

        Assert.Equal(["victim"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        Assert.Equal("kept", File.ReadAllText(outside + "/victim"));
        Assert.Equal("1", _scene.Read(outside + "/f"));
        Assert.Equal("2", _scene.Read(outside + "/g"));
        Directory.Delete(outside, true);
    }

    [Fact]
    public async Task Two_entries_that_are_the_same_file_through_a_link_are_refused_before_anything_is_written()
    {
        Directory.CreateDirectory(_scene.Host("/real"));
        File.CreateSymbolicLink(_scene.Host("/alias"), "/real");

        var failure = await _scene.FailAsync(Files("""{"path":"/real/f"},{"path":"/alias/f"}"""));

        Assert.Equal(FilesFailures.SamePath, failure.Code);
        Assert.Empty(Directory.GetFileSystemEntries(_scene.Host("/real")));
    }

    [Fact]
    public async Task B46_entries_are_made_shallow_first_by_where_they_really_are_and_otherwise_in_order()
    {
        Directory.CreateDirectory(_scene.Host("/deep/er/dir"));
        File.CreateSymbolicLink(_scene.Host("/s"), "/deep/er/dir");

        var done = await _scene.RunAsync("""
            "storage":{"directories":[{"path":"/s/x","mode":448},{"path":"/m/n/o","mode":511},{"path":"/m/n","mode":509},{"path":"/m/q"},{"path":"/m/p"}]}
            """);

        Assert.Equal(
            ["make the directory /m/n (mode 775)", "make the directory /m/q", "make the directory /m/p", "make the directory /m/n/o (mode 777)", "make the directory /s/x (mode 700)"],
            done.Where(sentence => sentence.StartsWith("make the directory")));
        Assert.Equal(509, _scene.Mode("/m/n"));
    }

    [Fact]
    public async Task A_path_through_a_file_is_a_failure_with_its_code()
    {
        _scene.Write("/f", "x");

        var failure = await _scene.FailAsync(Files("""{"path":"/f/g","contents":{"source":"data:,a"}}"""));

        Assert.Equal((FilesFailures.PathBlocked, "$.storage.files.0"), (failure.Code, failure.ConfigPath));
    }

    [Fact]
    public async Task An_owner_that_nobody_knows_is_a_failure_with_its_code()
    {
        var failure = await _scene.FailAsync(Files("""{"path":"/f","user":{"name":"ghost"}}"""));

        Assert.Equal((FilesFailures.OwnerUnknown, "$.storage.files.0.user.name"), (failure.Code, failure.ConfigPath));
        Assert.False(_scene.Exists("/f"));
    }

    [Fact]
    public async Task B58_owners_are_looked_up_by_name_in_the_sysroot()
    {
        _scene.Write("/etc/passwd", "root:x:0:0:::\nfoo:x:44:55::/:\n").Write("/etc/group", "root:x:0:\nbar:x:4242:\n");

        await _scene.RunTwiceAsync(Files("""{"path":"/f","user":{"name":"foo"},"group":{"name":"bar"}}"""));

        Assert.Equal((44, 4242), _scene.Owner("/f"));
    }

    [Fact]
    public async Task A_hard_link_to_nothing_is_a_failure()
    {
        var failure = await _scene.FailAsync("""
            "storage":{"links":[{"path":"/l","target":"/nothing","hard":true}]}
            """);
        Assert.Equal(FilesFailures.LinkTarget, failure.Code);
    }

    [Fact]
    public async Task B45_the_relative_target_of_a_hard_link_counts_from_the_link()
    {
        await _scene.RunTwiceAsync("""
            "storage":{"files":[{"path":"/d/f","contents":{"source":"data:,x"}}],"links":[{"path":"/d/l","target":"f","hard":true}]}
            """);
        Assert.Equal("x", _scene.Read("/d/l"));
    }

    [Fact]
    public async Task B45_a_link_is_not_given_to_the_owner_of_its_target()
    {
        _scene.Write("/mine", "x");
        _scene.Give("/mine", 44, 55);
        await _scene.RunTwiceAsync("""
            "storage":{"links":[{"path":"/l","target":"/mine"}]}
            """);
        Assert.Equal((0, 0), _scene.Owner("/l"));
        Assert.Equal((44, 55), _scene.Owner("/mine"));
    }

    [Fact]
    public async Task B45_directories_made_on_the_way_in_a_home_are_the_users()
    {
        _scene.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\ncore:x:1044:1055::/home/core:/bin/sh\n");
        await _scene.RunTwiceAsync(Files("""{"path":"/home/core/.config/app/conf","user":{"name":"core"}},{"path":"/srv/app/conf","user":{"name":"core"}}"""));
        Assert.Equal((1044, 1055), _scene.Owner("/home/core/.config"));
        Assert.Equal((1044, 1055), _scene.Owner("/home/core/.config/app"));
        Assert.Equal((0, 0), _scene.Owner("/home"));
        Assert.Equal((0, 0), _scene.Owner("/srv/app"));
    }

    [Fact]
    public async Task B45_a_file_that_is_appended_to_keeps_its_owner_and_set_id_bits()
    {
        const int Mode = 0b110_111_101_101; // 6755
        _scene.Write("/tool", "old");
        _scene.Give("/tool", 44, 55);
        File.SetUnixFileMode(_scene.Host("/tool"), (UnixFileMode)Mode);
        await _scene.RunTwiceAsync(Files("""{"path":"/tool","append":[{"source":"data:,%20new"}]}"""));
        Assert.Equal("old new", _scene.Read("/tool"));
        Assert.Equal((44, 55), _scene.Owner("/tool"));
        Assert.Equal(Mode, _scene.Mode("/tool"));
    }

    [Fact]
    public async Task What_a_power_cut_left_of_our_own_file_is_finished()
    {
        _scene.Write("/etc/.ignition-unfinished", "/f").Write("/f", "");

        await _scene.RunTwiceAsync(Files("""{"path":"/f","contents":{"source":"data:,whole"}}"""));

        Assert.Equal("whole", _scene.Read("/f"));
        Assert.False(_scene.Exists("/etc/.ignition-unfinished"));
    }
}
