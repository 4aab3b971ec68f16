using Ignition.Linux.Block;
using Ignition.Linux.Calls;
using Ignition.Linux.Files;
using Ignition.Linux.Journal;
using Ignition.Linux.Processes;
using Ignition.Linux.Tests.Files;
using Xunit;

namespace Ignition.Linux.Tests.Calls;

/// <summary>A text with a NUL in it reaches no system call: the system would act on what stands before it.</summary>
public sealed class NulTests : IDisposable
{
    private const string Text = "/here\0/away";
    private readonly ScratchRoot _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private static readonly Dictionary<string, Action<RootedDirectory, string>> Calls = new(StringComparer.Ordinal)
    {
        ["look"] = static (root, _) => root.Inspect(Text),
        ["open"] = static (root, _) => root.OpenFile(Text),
        ["open and follow"] = static (root, _) => root.OpenFile(Text, follow: true),
        ["list"] = static (root, _) => root.List(Text),
        ["read a link"] = static (root, _) => root.ReadLink(Text),
        ["open a root"] = static (_, _) => RootedDirectory.Open(Text).Dispose(),
        ["create"] = static (root, _) => NewFile.Create(root, Text, ParentOptions.Default).Dispose(),
        ["create below"] = static (root, _) => NewFile.Create(root, Text + "/c", ParentOptions.Default).Dispose(),
        ["adopt"] = static (root, _) => NewFile.TryAdopt(root, "/x", ParentOptions.Default, root, Text)?.Dispose(),
        ["create a private file"] = static (root, _) => PrivateFile.Create(root, Text, ParentOptions.Default).Dispose(),
        ["set a mark"] = static (root, _) => NewFile.Create(root, "/x", ParentOptions.Default).TrySetMark("user.a\0b", "v"),
        ["make a directory"] = static (root, _) => Nodes.MakeDirectory(root, Text, ScratchRoot.Me, 0x1ED, ParentOptions.Default),
        ["make a link"] = static (root, _) => Nodes.MakeLink(root, Text, "/t", ScratchRoot.Me, replace: true, ParentOptions.Default),
        ["make a link to it"] = static (root, _) => Nodes.MakeLink(root, "/l", Text, ScratchRoot.Me, replace: true, ParentOptions.Default),
        ["make a hard link"] = static (root, _) => Nodes.MakeHardLink(root, Text, "/here", replace: true, ParentOptions.Default),
        ["make a hard link to it"] = static (root, _) => Nodes.MakeHardLink(root, "/h", Text, replace: true, ParentOptions.Default),
        ["give to"] = static (root, _) => Nodes.SetOwnerAndMode(root, Text, ScratchRoot.Me, 0x1ED),
        ["remove"] = static (root, _) => Nodes.Remove(root, Text),
        ["labels"] = static (_, path) => ExtendedAttributes.AreLabelsKept(path + Text),
        ["status"] = static (_, path) => NodeStatus.Of(path + Text, follow: true),
        ["device number"] = static (_, _) => DeviceNumber.Of("/dev/null\0x"),
        ["device"] = static (_, path) => BlockFile.Open(path + Text, FileAccess.Read).Dispose(),
        ["probe"] = static (_, path) => SignatureProbe.Probe(path + Text),
        ["journal"] = static (_, _) => JournalSocket.TryOpen("/run/a\0b"),
        ["program"] = static (_, _) => new Command("/bin/true\0x").Run(),
        ["program's name"] = static (_, _) => new Command("true\0x").Run(),
        ["argument"] = static (_, _) => new Command("true").WithArguments("a\0b").Run(),
        ["variable"] = static (_, _) => new Command("true").WithEnvironment("A\0B", "c").Run(),
        ["variable's value"] = static (_, _) => new Command("true").WithEnvironment("A", "b\0c").Run(),
    };

    public static TheoryData<string> Names => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_text_with_a_NUL_is_refused(string call)
    {
        _scratch.Write("/here", "stays");
        Assert.Throws<NulException>(() => Calls[call](_scratch.Root, _scratch.Path));
        Assert.Equal("stays", File.ReadAllText(_scratch.Host("/here")));
    }

    [Fact]
    public void The_refusal_names_the_text_up_to_the_NUL() =>
        Assert.Equal("\"/here\" goes on behind a NUL character, which the system takes for its end", Assert.Throws<NulException>(() => CString.Checked(Text)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("/a ü 漢 \U0001f600")]
    public void Any_other_text_arrives_as_UTF_8(string text)
    {
        Assert.Equal(text, CString.Checked(text));
        var link = _scratch.Host("/link");
        if (text.Length == 0) Assert.Throws<RootedFileException>(() => Make(text));
        else Make(text);
        Assert.Equal(text.Length == 0 ? null : text, text.Length == 0 ? null : new FileInfo(link).LinkTarget);

        void Make(string target) => Nodes.MakeLink(_scratch.Root, "/link", target, ScratchRoot.Me, replace: true, ParentOptions.Default);
    }

    [Fact]
    public void A_text_longer_than_the_room_on_the_stack_arrives_whole()
    {
        var target = "/" + string.Join('/', Enumerable.Repeat("ümlaut", 200));
        Nodes.MakeLink(_scratch.Root, "/link", target, ScratchRoot.Me, replace: true, ParentOptions.Default);
        Assert.Equal(target, new FileInfo(_scratch.Host("/link")).LinkTarget);
    }
}
