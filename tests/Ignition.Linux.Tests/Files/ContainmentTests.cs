using Ignition.Linux.Files;
using Xunit;

namespace Ignition.Linux.Tests.Files;

public sealed class ContainmentTests : IDisposable
{
    private readonly ScratchRoot _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private void AssertNothingOutside() => Assert.Empty(Directory.EnumerateFileSystemEntries(_scratch.Outside));

    [Fact]
    public void B42_an_absolute_link_is_taken_from_the_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        _scratch.Link("/a", _scratch.Outside);

        _scratch.Put("/a/f", "hello");

        Assert.Equal("hello", File.ReadAllText(_scratch.Host(_scratch.Outside + "/f")));
        AssertNothingOutside();
    }

    [Fact]
    public void B42_a_chain_of_absolute_links_stays_below_the_root()
    {
        _scratch.Link("/a", "/b").Link("/b", "/c").Link("/c", "/etc").Directory_("/etc");

        _scratch.Put("/a/motd", "hello");

        Assert.Equal("hello", File.ReadAllText(_scratch.Host("/etc/motd")));
        Assert.False(File.Exists("/etc/motd-written-by-test"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("../../../../../../../../../../outside")]
    [InlineData("../root/../outside")]
    public void B42_dots_never_climb_above_the_root(string target)
    {
        _scratch.Link("/a", target).Directory_("/outside").Directory_("/root");

        _scratch.Put("/a/f", "hello");

        Assert.True(File.Exists(_scratch.Host("/outside/f")));
        AssertNothingOutside();
    }

    [Fact]
    public void B42_relative_links_with_dots_in_deep_directories_stay_below()
    {
        _scratch.Directory_("/x/y").Link("/x/y/l", "../../../../etc").Directory_("/etc");

        _scratch.Put("/x/y/l/f", "hello");

        Assert.True(File.Exists(_scratch.Host("/etc/f")));
    }

    [Fact]
    public void B43_a_link_in_the_last_component_is_replaced_and_not_followed()
    {
        File.WriteAllText(_scratch.Outside + "/victim", "kept");
        _scratch.Link("/f", _scratch.Outside + "/victim");

        Assert.Throws<RootedFileException>(() => _scratch.Put("/f", "hello"));
        Assert.Null(_scratch.Root.ReadFile("/f"));
        Assert.ThrowsAny<IOException>(() => Nodes.SetOwnerAndMode(_scratch.Root, "/f", ScratchRoot.Me, 0x1FF));
        _scratch.Put("/f", "hello", replace: true);

        Assert.Equal("kept", File.ReadAllText(_scratch.Outside + "/victim"));
        Assert.Equal("hello", File.ReadAllText(_scratch.Host("/f")));
        Assert.Null(File.ResolveLinkTarget(_scratch.Host("/f"), false));
    }

    [Fact]
    public void B43_a_followed_link_in_the_last_component_is_taken_from_the_root()
    {
        File.WriteAllText(_scratch.Outside + "/victim", "secret");
        _scratch.Link("/f", _scratch.Outside + "/victim");

        Assert.Null(_scratch.Root.ReadFile("/f", follow: true));
    }

    [Fact]
    public void Removal_does_not_follow_links()
    {
        File.WriteAllText(_scratch.Outside + "/victim", "kept");
        _scratch.Directory_("/d/e").Link("/d/e/l", _scratch.Outside).Link("/d/m", _scratch.Outside + "/victim");

        Nodes.Remove(_scratch.Root, "/d");

        Assert.False(Directory.Exists(_scratch.Host("/d")));
        Assert.Equal("kept", File.ReadAllText(_scratch.Outside + "/victim"));
    }

    [Fact]
    public void A_dangling_link_on_the_way_gets_its_target_made_below_the_root()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "giving owners needs root");
        _scratch.Link("/home", "/var/home").Link("/var", "../../usr/var");

        _scratch.Put("/home/core/f", "hello");

        Assert.Equal("hello", File.ReadAllText(_scratch.Host("/usr/var/home/core/f")));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        _scratch.Link("/a", "/b").Link("/b", "/a");

        var failure = Assert.Throws<RootedFileException>(() => _scratch.Put("/a/f", "hello"));

        Assert.Equal(FileError.Loop, failure.Error);
    }

    [Fact]
    public async Task B43_a_directory_swapped_for_a_link_while_we_write_never_leads_outside()
    {
        _scratch.Directory_("/a");
        using var stop = new CancellationTokenSource();
        var swapper = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                Race(() => Directory.Move(_scratch.Host("/a"), _scratch.Host("/away" + i)));
                Race(() => File.CreateSymbolicLink(_scratch.Host("/a"), _scratch.Outside));
                Race(() => File.Delete(_scratch.Host("/a")));
                Race(() => Directory.CreateDirectory(_scratch.Host("/a")));
            }

            static void Race(Action step)
            {
                try
                {
                    step();
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The writer made /a first.
                }
            }
        });

        for (var i = 0; i < 400; i++)
        {
            _scratch.Root.Forget();
            try
            {
                _scratch.Put("/a/sub/f" + i, "hello", replace: true);
            }
            catch (RootedFileException)
            {
                // Lost the race: failing is right, leading outside is not.
            }
        }
        await stop.CancelAsync();
        await swapper;

        AssertNothingOutside();
    }

    [Theory]
    [InlineData("/a", "/a")]
    [InlineData("/l/f", "/real/f")]
    [InlineData("/l/l2/f", "/real/other/f")]
    [InlineData("/up/f", "/f")]
    [InlineData("/l/new/f", "/real/new/f")]
    public void Paths_that_are_the_same_node_have_the_same_canonical_text(string path, string canonical)
    {
        _scratch.Directory_("/real/other").Link("/l", "/real").Link("/real/l2", "./other").Link("/up", "../../..");

        Assert.Equal(canonical, _scratch.Root.Canonical(path));
    }
}
