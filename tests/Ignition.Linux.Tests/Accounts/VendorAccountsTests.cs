using System.Text;
using Ignition.Linux.Accounts;
using Ignition.Linux.Files;
using Ignition.Linux.Tests.Files;
using Xunit;

namespace Ignition.Linux.Tests.Accounts;

public sealed class VendorAccountsTests : IDisposable
{
    private readonly ScratchRoot _scratch = new();

    private VendorAccounts Vendor => new(_scratch.Root, new AccountDatabase(_scratch.Root, _scratch.Path));

    public void Dispose() => _scratch.Dispose();

    private string Read(string path) => Encoding.Latin1.GetString(_scratch.Root.ReadFile(path, follow: true)!);

    [Theory]
    [InlineData("altfiles", "/usr/lib")]
    [InlineData("usrfiles", "/usr/share/baselayout")]
    public void A_line_is_copied_with_its_ids_and_members_and_password(string source, string directory)
    {
        Name(source).Write("/etc/passwd", "root:x:0:0:::").Write("/etc/shadow", "root:*:1::::::\n").Write("/etc/group", "root:x:0:\n").Write("/etc/gshadow", "root:*::\n")
            .Write(directory + "/passwd", "root:x:0:0:other::\ncore:x:500:501:Core:/home/core:/bin/bash\nbin:x:1:1:::\n").Write(directory + "/shadow", "core:$6$own:1::::::\n")
            .Write(directory + "/group", "wheel:x:10:core,ann\ndocker:x:233:\n").Write(directory + "/gshadow", "docker:*::\n");

        Assert.Equal(directory + "/passwd", Vendor.CopyUser("core", ParentOptions.Default));
        Vendor.CopyUser("bin", ParentOptions.Default);
        Assert.Equal(directory + "/group", Vendor.CopyGroup("wheel", ParentOptions.Default));
        Vendor.CopyGroup("docker", ParentOptions.Default);

        Assert.Equal("root:x:0:0:::\ncore:x:500:501:Core:/home/core:/bin/bash\nbin:x:1:1:::\n", Read("/etc/passwd"));
        Assert.Equal("root:*:1::::::\ncore:$6$own:1::::::\nbin:*:::::::\n", Read("/etc/shadow"));
        Assert.Equal("root:x:0:\nwheel:x:10:core,ann\ndocker:x:233:\n", Read("/etc/group"));
        Assert.Equal("root:*::\nwheel:!::core,ann\ndocker:*::\n", Read("/etc/gshadow"));
    }

    [Fact]
    public void Whom_etc_has_needs_no_copy_nor_whom_nobody_on_the_machine_knows()
    {
        Name("altfiles").Write("/etc/passwd", "core:x:1000:1000:::\n").Write("/etc/group", "wheel:x:11:\n")
            .Write("/usr/lib/passwd", "core:x:500:500:::\nbin:x:1:1:::\n").Write("/usr/lib/group", "wheel:x:10:\nusers:x:100:\n")
            .Write("/usr/share/baselayout/passwd", "other:x:2:2:::\n").Write("/usr/share/baselayout/group", "other:x:2:\n");

        Assert.Equal([false, true, false, false], Array.ConvertAll(["core", "bin", "other", "bi"], Vendor.IsVendorUser));
        Assert.Equal([false, true, false, false], Array.ConvertAll(["wheel", "users", "other", "user"], Vendor.IsVendorGroup));
    }

    [Fact]
    public void A_database_that_nsswitch_does_not_name_is_none()
    {
        _scratch.Write("/usr/lib/passwd", "core:x:500:500:::\n").Write("/usr/lib/group", "wheel:x:10:\n");

        Assert.False(Vendor.IsVendorUser("core") || Vendor.IsVendorGroup("wheel"));
    }

    [Fact]
    public void A_password_that_etc_has_stays_and_without_a_shadow_file_none_is_made()
    {
        Name("altfiles").Write("/etc/passwd", "").Write("/etc/shadow", "core:$6$etc:1::::::\n").Write("/etc/group", "")
            .Write("/usr/lib/passwd", "core:x:500:500:::\nplain:*:501:501:::\n").Write("/usr/lib/shadow", "core:$6$image:1::::::\n").Write("/usr/lib/group", "wheel:x:10:\n");

        Vendor.CopyUser("core", ParentOptions.Default);
        Vendor.CopyUser("plain", ParentOptions.Default);
        Vendor.CopyGroup("wheel", ParentOptions.Default);

        Assert.Equal("core:$6$etc:1::::::\n", Read("/etc/shadow"));
        Assert.Equal("core:x:500:500:::\nplain:*:501:501:::\n", Read("/etc/passwd"));
        Assert.Null(_scratch.Root.Inspect("/etc/gshadow"));
    }

    [Fact]
    public void Files_that_etc_has_not_are_made_and_the_one_with_passwords_is_for_the_superuser_alone()
    {
        _scratch.Write("/usr/etc/nsswitch.conf", "passwd: files altfiles\n").Write("/usr/lib/passwd", "core:x:500:500:::\n").Write("/usr/lib/shadow", "core:$6$image:1::::::\n");

        Vendor.CopyUser("core", ParentOptions.Default);

        Assert.Equal(("core:x:500:500:::\n", "core:$6$image:1::::::\n"), (Read("/etc/passwd"), Read("/etc/shadow")));
        Assert.Equal((0x1A4, 0x180), (_scratch.Root.Inspect("/etc/passwd")!.Value.Mode, _scratch.Root.Inspect("/etc/shadow")!.Value.Mode));
    }

    [Fact]
    public void A_link_at_the_files_place_stays_and_leads_nowhere_out_of_the_root()
    {
        Name("altfiles").Write("/var/db/passwd", "root:x:0:0:::\n").Link("/etc/passwd", "/var/db/passwd").Write("/usr/lib/passwd", "core:x:500:500:::\n");
        File.SetUnixFileMode(_scratch.Path + "/var/db/passwd", (UnixFileMode)0x1B4);

        Vendor.CopyUser("core", ParentOptions.Default);

        Assert.Equal(NodeKind.Link, _scratch.Root.Inspect("/etc/passwd")!.Value.Kind);
        Assert.Equal("root:x:0:0:::\ncore:x:500:500:::\n", Read("/var/db/passwd"));
        Assert.Equal(0x1B4, _scratch.Root.Inspect("/var/db/passwd")!.Value.Mode);
        Assert.False(Vendor.IsVendorUser("core"));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_copied_as_they_are()
    {
        Name("altfiles").Write("/etc/passwd", "").Write("/usr/lib/passwd", "");
        File.WriteAllBytes(_scratch.Path + "/etc/passwd", Encoding.Latin1.GetBytes("a:x:1:1:Zo\u00EB::\n"));
        File.WriteAllBytes(_scratch.Path + "/usr/lib/passwd", Encoding.Latin1.GetBytes("b:x:2:2:Ren\u00E9::\n"));

        Vendor.CopyUser("b", ParentOptions.Default);

        Assert.Equal("a:x:1:1:Zo\u00EB::\nb:x:2:2:Ren\u00E9::\n", Read("/etc/passwd"));
    }

    private ScratchRoot Name(string source) => _scratch.Write("/etc/nsswitch.conf", $"passwd: files {source} systemd\ngroup: files [SUCCESS=merge] {source} systemd\n");
}
