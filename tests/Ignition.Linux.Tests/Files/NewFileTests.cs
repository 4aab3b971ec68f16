using System.Runtime.InteropServices;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Xunit;

namespace Ignition.Linux.Tests.Files;

public sealed partial class NewFileTests : IDisposable
{
    private readonly ScratchRoot _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint Umask(uint mask);

    [Fact]
    public void A_file_gets_its_parents_its_contents_and_its_mode_whatever_the_umask()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        var before = Umask(0x3F);
        try
        {
            _scratch.Put("/a/b/c", "text", mode: 0x9ED);
        }
        finally
        {
            Umask(before);
        }

        Assert.Equal("text", File.ReadAllText(_scratch.Host("/a/b/c")));
        Assert.Equal(0x9ED, _scratch.Root.Inspect("/a/b/c")!.Value.Mode);
        Assert.Equal(0x1ED, _scratch.Root.Inspect("/a/b")!.Value.Mode);
    }

    [Fact]
    public void B44_the_unfinished_file_is_readable_by_its_owner_only()
    {
        using var file = NewFile.Create(_scratch.Root, "/secret", ParentOptions.Default);
        file.Write("key"u8);

        var unfinished = Assert.Single(Directory.GetFiles(_scratch.Path));
        Assert.StartsWith(".test-", Path.GetFileName(unfinished));
        Assert.Equal(0x180, _scratch.Root.Inspect("/" + Path.GetFileName(unfinished))!.Value.Mode);
    }

    [Fact]
    public void A_file_that_is_not_placed_leaves_nothing()
    {
        using (var file = NewFile.Create(_scratch.Root, "/f", ParentOptions.Default)) file.Write("half"u8);

        Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void A_file_of_the_same_filesystem_is_moved_and_can_be_appended_to()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        var spooled = _scratch.Top + "/spooled";
        File.WriteAllText(spooled, "spooled");
        using var inode = File.OpenRead(spooled);
        using (var leftover = NewFile.Create(_scratch.Root, "/a/f", ParentOptions.Default))
        {
            var name = Directory.GetFiles(_scratch.Host("/a"))[0];
            leftover.Dispose();
            Directory.CreateDirectory(name + "/with/things");
        }

        using (var top = RootedDirectory.Open(_scratch.Top))
        using (var file = NewFile.TryAdopt(_scratch.Root, "/a/f", ParentOptions.Default, top, "/spooled")!)
        {
            file.Write(" and more"u8);
            file.Place(ScratchRoot.Me, 0x124, replace: false);
        }

        Assert.False(File.Exists(spooled));
        Assert.Equal("/f", Assert.Single(Directory.GetFileSystemEntries(_scratch.Host("/a")))[^2..]);
        Assert.Equal("spooled and more", new StreamReader(inode).ReadToEnd());
        Assert.Equal(0x124, _scratch.Root.Inspect("/a/f")!.Value.Mode);
    }

    [Fact]
    public void A_file_of_another_filesystem_stays_where_it_is()
    {
        Assert.SkipUnless(Directory.Exists("/dev/shm"), "needs a second filesystem");
        var spooled = $"/dev/shm/ignition-adopt-{Environment.ProcessId}";
        File.WriteAllText(spooled, "spooled");
        try
        {
            using var other = RootedDirectory.Open("/dev/shm");
            Assert.Null(NewFile.TryAdopt(_scratch.Root, "/f", ParentOptions.Default, other, "/" + Path.GetFileName(spooled)));
            Assert.True(File.Exists(spooled));
            Assert.Empty(Directory.GetFileSystemEntries(_scratch.Path));
        }
        finally
        {
            File.Delete(spooled);
        }
    }

    [Fact]
    public void B41_what_a_killed_run_left_is_replaced_by_the_next()
    {
        using (var scout = NewFile.Create(_scratch.Root, "/f", ParentOptions.Default))
        {
            var leftover = Directory.GetFiles(_scratch.Path)[0];
            scout.Dispose();
            Directory.CreateDirectory(leftover + "/with/things");
        }
        Assert.True(Nodes.HasLeftover(_scratch.Root, "/f"));

        _scratch.Put("/f", "whole");

        Assert.Equal([_scratch.Host("/f")], Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void Without_replace_an_existing_file_stays()
    {
        _scratch.Write("/f", "old");

        var failure = Assert.Throws<RootedFileException>(() => _scratch.Put("/f", "new"));

        Assert.Equal(FileError.Exists, failure.Error);
        Assert.Equal("old", File.ReadAllText(_scratch.Host("/f")));
        Assert.Single(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void B41_a_full_directory_is_exchanged_for_a_file_and_removed()
    {
        _scratch.Write("/f/deep/er/file", "old").Link("/f/link", "/");

        _scratch.Put("/f", "new", replace: true);

        Assert.Equal("new", File.ReadAllText(_scratch.Host("/f")));
        Assert.Single(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void A_file_is_exchanged_for_a_directory()
    {
        _scratch.Write("/d", "old");

        Nodes.ReplaceWithDirectory(_scratch.Root, "/d", ScratchRoot.Me, 0x1C0, "mark", "1", ParentOptions.Default);

        Assert.Equal(NodeKind.Directory, _scratch.Root.Inspect("/d")!.Value.Kind);
        var mark = Nodes.DirectoryMark(_scratch.Root, "/d", "mark");
        Assert.Equal(mark.IsSupported ? "1" : null, mark.Text);
        Assert.Single(Directory.GetFileSystemEntries(_scratch.Path));
    }

    [Fact]
    public void A_directory_has_its_owner_and_mode_before_its_name_and_what_a_killed_run_left_is_gone()
    {
        Assert.SkipUnless(ScratchRoot.IsSuperuser, "giving owners needs root");
        using var watcher = new FileSystemWatcher(_scratch.Path) { NotifyFilter = NotifyFilters.DirectoryName };
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        using var done = new CountdownEvent(2);
        watcher.Renamed += (_, e) =>
        {
            if (seen.TryAdd(e.Name!, (int)File.GetUnixFileMode(e.FullPath))) done.Signal();
        };
        watcher.EnableRaisingEvents = true;

        Nodes.MakeDirectory(_scratch.Root, "/parent/d", new Ownership(5, 6), 0x5ED, ParentOptions.Default);
        Nodes.MakeDirectory(_scratch.Root, "/e", new Ownership(5, 6), 0x5ED, ParentOptions.Default);

        Assert.True(done.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken), string.Join(' ', seen));
        Assert.Equal((0x1ED, 0x5ED), (seen["parent"], seen["e"]));
        Assert.Equal((new Ownership(5, 6), 0x5ED), (_scratch.Root.Inspect("/parent/d")!.Value.Owner, _scratch.Root.Inspect("/parent/d")!.Value.Mode));
        Assert.Equal(FileError.Exists, Assert.Throws<RootedFileException>(() => Nodes.MakeDirectory(_scratch.Root, "/e", Ownership.Root, 0x1ED, ParentOptions.Default)).Error);
        Assert.Equal(2, Directory.GetFileSystemEntries(_scratch.Path).Length);
    }

    [Fact]
    public void A_path_through_a_file_is_refused()
    {
        _scratch.Write("/f", "old");

        var failure = Assert.Throws<RootedFileException>(() => _scratch.Put("/f/g", "new"));

        Assert.Equal(FileError.NotDirectory, failure.Error);
        Assert.Equal("old", File.ReadAllText(_scratch.Host("/f")));
    }

    [Fact]
    public void A_link_replaced_by_another_link_leads_to_the_new_place()
    {
        _scratch.Directory_("/one").Directory_("/two").Link("/l", "/one");
        _scratch.Put("/l/f", "1");

        Nodes.MakeLink(_scratch.Root, "/l", "/two", ScratchRoot.Me, replace: true, ParentOptions.Default);
        _scratch.Put("/l/g", "2");

        Assert.True(File.Exists(_scratch.Host("/two/g")));
    }

    [Fact]
    public void A_hard_link_is_the_same_node_and_a_link_is_linked_itself()
    {
        _scratch.Write("/f", "x").Link("/dangling", "/nowhere");

        Nodes.MakeHardLink(_scratch.Root, "/g", "/f", replace: false, ParentOptions.Default);
        Nodes.MakeHardLink(_scratch.Root, "/h", "/dangling", replace: false, ParentOptions.Default);

        Assert.Equal(_scratch.Root.Inspect("/f")!.Value.Identity, _scratch.Root.Inspect("/g")!.Value.Identity);
        Assert.Equal("/nowhere", _scratch.Root.ReadLink("/h"));
    }

    [Fact]
    public void A_full_disk_is_reported_and_nothing_stays_under_the_final_name()
    {
        Assert.SkipUnless(ScratchRoot.IsSuperuser, "mounting a small tmpfs needs root");
        using var small = Mounted.Tmpfs(_scratch.Directory_("/small").Host("/small"), "size=64k");

        var failure = Assert.Throws<RootedFileException>(() => _scratch.Put("/small/big", new string('x', 200_000)));

        Assert.Equal(FileError.NoSpace, failure.Error);
        Assert.Empty(_scratch.Root.List("/small"));
        _scratch.Root.Forget();
    }

    [Fact]
    public void A_read_only_root_is_reported()
    {
        Assert.SkipUnless(ScratchRoot.IsSuperuser, "mounting a small tmpfs needs root");
        using var fixedRoot = Mounted.Tmpfs(_scratch.Directory_("/ro").Host("/ro"), "ro");

        var failure = Assert.Throws<RootedFileException>(() => _scratch.Put("/ro/f", "x"));

        Assert.Equal(FileError.ReadOnlyFilesystem, failure.Error);
        _scratch.Root.Forget();
    }

    [Fact]
    public void Every_filesystem_written_to_is_synced()
    {
        _scratch.Put("/f", "x");
        _scratch.Root.Sync();
        Assert.True(_scratch.Root.IsWritten);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("//a///b/", "/a/b")]
    [InlineData("/a/../../b/./c", "/b/c")]
    [InlineData("a/b", "/a/b")]
    [InlineData("/.ssh/..data", "/.ssh/..data")]
    public void Paths_are_cleaned(string path, string clean) => Assert.Equal(clean, RootedPath.Clean(path));
}

internal sealed class Mounted : IDisposable
{
    private readonly string _path;

    private Mounted(string path) => _path = path;

    public static Mounted Tmpfs(string path, string options)
    {
        new Command("mount").WithArguments("-t", "tmpfs", "-o", options, "test", path).Run().EnsureSuccess();
        return new Mounted(path);
    }

    public void Dispose() => new Command("umount").WithArguments("-l", _path).Run().EnsureSuccess();
}
