using System.Text;
using Ignition.Butane.Files;
using Ignition.Butane.Sugar.Compression;
using static Ignition.Butane.Tests.Translations;

namespace Ignition.Butane.Tests;

/// <summary>What would fail on the machine is said when the config is translated, and the choice to compress is the reference's.</summary>
public sealed class MachineTests
{
    [Fact]
    public void A_text_near_the_limit_is_compressed_only_when_the_reference_compresses_it() =>
        Assert.Contains("\"compression\":\"\",\"source\":\"data:,%5BUnit%5D", Case("gzip-choice").Output, StringComparison.Ordinal);

    // The lengths that gzip of Go's library has at its best compression.
    [Theory]
    [InlineData("lines", 98890, 12899)]
    [InlineData("lines", 1000, 167)]
    [InlineData("lines", 300, 91)]
    [InlineData("bytes", 100000, 100058)]
    [InlineData("bytes", 300, 328)]
    [InlineData("nibbles", 200000, 104668)]
    [InlineData("nibbles", 1000, 548)]
    [InlineData("bits", 70000, 11039)]
    [InlineData("bits", 35000, 5696)]
    [InlineData("a", 300000, 330)]
    [InlineData("a", 0, 23)]
    [InlineData("abcabcabd", 9, 30)]
    public void The_length_of_the_references_stream_is_known(string kind, int length, int expected)
    {
        var bytes = kind switch
        {
            "lines" => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(static line => $"line {line} of a text\n"))),
            "bytes" => Noise(length, 255),
            "nibbles" => Noise(length, 15),
            "bits" => Noise(length, 1),
            _ => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(kind, length / kind.Length))),
        };
        Assert.Equal(expected, DeflateLength.Gzip(bytes[..length]));
    }

    [Fact]
    public void Enabling_does_something_by_a_dropin_too() => Assert.Empty(Case("install-in-dropin").Findings);

    [Fact]
    public void A_home_that_is_made_for_keys_all_the_same_is_warned_of_at_its_key()
    {
        var finding = Assert.Single(Case("no-create-home-with-keys").Findings);
        Assert.Equal((false, "$.passwd.users.0.no_create_home", 6, "home-for-keys"), (finding.IsError, finding.Path, finding.Line, finding.Rule));
    }

    [Theory]
    [InlineData("storage: {files: [{path: \"/etc/passwd\\0.bak\"}]}\n", "$.storage.files.0.path", 3)]
    [InlineData("storage: {links: [{path: /a, target: \"x\\0y\"}]}\n", "$.storage.links.0.target", 3)]
    [InlineData("systemd:\n  units:\n    - name: \"a\\0.service\"\n", "$.systemd.units.0.name", 5)]
    [InlineData("storage: {files: [{path: /a, contents: {local: \"a\\0b\"}}]}\n", "$.storage.files.0.contents.local", 3)]
    [InlineData("storage: {trees: [{local: \"a\\0b\"}]}\n", "$.storage.trees.0", 3)]
    [InlineData("storage: {filesystems: [{device: \"/dev/a\\0\", format: ext4, path: /var, with_mount_unit: true}]}\n", "$.storage.filesystems.0.device", 3)]
    [InlineData("grub: {users: [{name: \"a\\0\", password_hash: x}]}\n", "$.grub.users.0.name", 3)]
    [InlineData("grub:\n  users:\n    - name: a\n      password_hash: |\n        x\n", "$.grub.users.0.password_hash", 6)]
    [InlineData("passwd:\n  users:\n    - name: a\n      password_hash: |\n        x\n", "$.passwd.users.0.password_hash", 6)]
    [InlineData("passwd: {users: [{name: a, uid: -1}]}\n", "$.passwd.users.0.uid", 3)]
    [InlineData("storage: {files: [{path: /a, user: {id: 4294967295}}]}\n", "$.storage.files.0.user.id", 3)]
    public void What_no_system_takes_is_refused_where_it_stands(string yaml, string path, int line)
    {
        var result = Of(Head + yaml, new MemoryFiles(("x", "")));
        Assert.Null(result.Output);
        Assert.Contains((true, path, line), result.Findings.Select(static finding => (finding.IsError, finding.Path, finding.Line)));
    }

    private static byte[] Noise(int length, int mask)
    {
        var bytes = new byte[length];
        var state = 1u;
        for (var at = 0; at < length; at++)
        {
            state = ((state * 1103515245) + 12345) & 0x7fffffff;
            bytes[at] = (byte)((state >> 16) & mask);
        }

        return bytes;
    }

    private static ButaneResult Case(string name) =>
        ButaneTranslator.Translate(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", name + ".bu")), name + ".bu", NoLocalFiles.Instance);
}
