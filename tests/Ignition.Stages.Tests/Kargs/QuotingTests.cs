using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ignition.Linux.Processes;
using Ignition.Stages.Kargs;
using Xunit;
using FsConfig = FsCheck.Config;

namespace Ignition.Stages.Tests.Kargs;

/// <summary>What is written into a boot loader's file is read back from it as the same arguments, whatever they are, and removing them restores the file.</summary>
public sealed class QuotingTests
{
    private const string Alphabet = "abcz019=-_.,:/'\"\\$`;&|<>{}[]()#*?!~^%@+é日";
    private const string Config = "menuentry 'A; \"B\"' {\n\tlinux /vmlinuz root=UUID=1 ro quiet $more # 'comment\n\tinitrd /i\n}\n";
    private const string Defaults = "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX=\"root=UUID=1 quiet\" # mine\nGRUB_TIMEOUT=5\n";
    private static readonly FsConfig s_config = FsConfig.QuickThrowOnFailure.WithMaxTest(400).WithReplay(20261127, 1);

    [Fact]
    public void Arguments_in_grub_cfg_read_back_and_go_again() => ForAll(static (entries, wanted, unwanted) =>
    {
        var text = GrubText.EditConfig(Config, wanted, static _ => true)!;
        var read = Assert.Single(GrubScript.Linux(text)).Arguments.Skip(4).Select(static word => word.Text!);
        return read.SequenceEqual(Words(entries)) && GrubText.EditConfig(text, unwanted, static _ => true) == Config && GrubText.EditConfig(text, wanted, static _ => true) is null;
    });

    [Fact]
    public void Arguments_in_etc_default_grub_read_back_and_go_again() => ForAll(static (entries, wanted, unwanted) =>
    {
        var text = GrubDefaults.Edit(Defaults, wanted)!;
        var read = ArgumentSyntax.GrubPlain.Split(GrubDefaults.Get(text, "GRUB_CMDLINE_LINUX")!).Skip(2).ToList();
        return read.Zip(Words(entries), static (word, argument) => WrittenWord.Is(word, argument)).All(static same => same) && read.Count == Words(entries).Count
            && GrubDefaults.Edit(text, unwanted) == Defaults && GrubDefaults.Edit(text, wanted) is null;
    });

    [Fact]
    public void Arguments_in_a_boot_loader_entry_read_back_and_go_again() => ForAll(static (entries, wanted, unwanted) =>
    {
        var text = ArgumentSyntax.Kernel.Edit("root=UUID=1 quiet", wanted, adds: true)!;
        return ArgumentWords.Split(text).Skip(2).SequenceEqual(Words(entries)) && ArgumentSyntax.Kernel.Edit(text, unwanted, adds: true) == "root=UUID=1 quiet";
    });

    [Fact]
    public void Arguments_in_the_environment_block_read_back_and_go_again() => ForAll(static (entries, wanted, unwanted) =>
    {
        var block = GrubEnvironment.Set(Encoding.ASCII.GetBytes("# GRUB Environment Block\nsaved_entry=a\\\\b\n"), "kernelopts", "root=UUID=1");
        var changed = GrubEnvironment.Set(block, "kernelopts", ArgumentSyntax.Kernel.Edit(GrubEnvironment.Get(block, "kernelopts")!, wanted, adds: true)!);
        var back = ArgumentSyntax.Kernel.Edit(GrubEnvironment.Get(changed, "kernelopts")!, unwanted, adds: true)!;
        return ArgumentWords.Split(GrubEnvironment.Get(changed, "kernelopts")!).Skip(1).SequenceEqual(Words(entries))
            && GrubEnvironment.Set(changed, "kernelopts", back).SequenceEqual(block) && changed.Length == GrubEnvironment.Size;
    });

    /// <summary>The shell reads our quotes as GRUB does; whether GRUB takes the whole is for its own check to say.</summary>
    [Fact]
    public void GRUB_and_the_shell_read_what_was_written()
    {
        Assert.SkipUnless(ProgramPath.Find("grub-script-check") is not null && ProgramPath.Find("sh") is not null, "needs grub-script-check and a shell");
        var scratch = Directory.CreateTempSubdirectory("ignition-quoting-").FullName;
        try
        {
            var random = new Random(20261127);
            var (configs, script, expected) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
            for (var i = 0; i < 300; i++)
            {
                var entries = Entries(random);
                var wanted = WantedArguments.Of(entries, []).AsBytes();
                var config = GrubText.EditConfig(Config, wanted, static _ => true)!;
                configs.Append(config);
                var command = Assert.Single(GrubScript.Linux(config));
                script.Append("printf '%s\\n'").Append(config, command.Start, command.End - command.Start).Append('\n');
                foreach (var word in (string[])["root=UUID=1", "ro", "quiet", .. Words(entries)]) expected.Append(word).Append('\n');

                // grub-mkconfig takes the value from the shell and puts it into grub.cfg as it is.
                File.WriteAllBytes($"{scratch}/defaults{i}", BootText.Bytes(GrubDefaults.Edit(Defaults, wanted)!));
                script.Append($". {scratch}/defaults{i}\nprintf 'linux /v %s\\n' \"$GRUB_CMDLINE_LINUX\" >>{scratch}/made\n");
                script.Append("eval \"set -- $GRUB_CMDLINE_LINUX\"; printf '%s\\n' \"$@\"\n");
                foreach (var word in (string[])["root=UUID=1", "quiet"]) expected.Append(word).Append('\n');
                foreach (var word in Words(entries)) expected.Append(GrubScript.IsPlain(word) ? word.Replace("\"", "", StringComparison.Ordinal) : word).Append('\n');
            }

            File.WriteAllBytes($"{scratch}/grub.cfg", BootText.Bytes(configs.ToString()));
            File.WriteAllBytes($"{scratch}/script", BootText.Bytes(script.ToString()));
            new Command("sh").WithArguments("-c", $"sh {scratch}/script >{scratch}/read").Run().EnsureSuccess();
            Assert.Equal(expected.ToString(), BootText.Of(File.ReadAllBytes($"{scratch}/read")));
            new Command("grub-script-check").WithArguments($"{scratch}/grub.cfg").Run().EnsureSuccess();
            new Command("grub-script-check").WithArguments($"{scratch}/made").Run().EnsureSuccess();
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    [Theory]
    [InlineData("linux /vmlinuz ro; initrd /i", "ro")]
    [InlineData("if true; then linux /vmlinuz ro # quiet\nfi", "ro")]
    [InlineData("menuentry x { linuxefi /vmlinuz a\\ b \\\n c }", "a b", "c")]
    [InlineData("linux /vmlinuz \"a b\"'c'\\'d \"it's\"", "a bc'd", "it's")]
    public void Words_of_the_script_are_found_as_GRUB_finds_them(string script, params string[] words) =>
        Assert.Equal(words, Assert.Single(GrubScript.Linux(script)).Arguments.Select(static word => word.Text));

    [Fact]
    public void A_word_with_a_variable_is_no_argument()
    {
        var words = GrubScript.Words("$a '$a' \"$a\" \\$a x${b}y");

        Assert.Equal([null, "$a", null, "$a", null], words.Select(static word => word.Text));
        Assert.True(GrubScript.Uses(words[4], "b"));
    }

    [Theory]
    [InlineData("linux /vmlinuz x='\ninitrd /i\n", "line 1: the quote is never closed")]
    [InlineData("set a=1\nlinux /vmlinuz \"x\n", "line 2: the quote is never closed")]
    public void A_file_that_GRUB_cannot_read_is_not_edited(string text, string why) =>
        Assert.Equal(why, Assert.Throws<InvalidDataException>(() => GrubText.EditConfig(text, WantedArguments.Of(["a"], []), static _ => true)).Message);

    [Fact]
    public void A_line_that_belongs_to_the_value_before_it_sets_nothing()
    {
        var text = GrubDefaults.Edit("GRUB_CMDLINE_LINUX=a\\\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_TERMINAL='x\nGRUB_CMDLINE_LINUX=b'\n# c \\\n", WantedArguments.Of([], ["quiet"]));
        Assert.Null(text);
        Assert.Equal("aGRUB_CMDLINE_LINUX_DEFAULT=quiet", GrubDefaults.Get("GRUB_CMDLINE_LINUX=a\\\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\n", "GRUB_CMDLINE_LINUX"));
        Assert.Equal("b", GrubDefaults.Get("# c \\\nGRUB_CMDLINE_LINUX=b\n", "GRUB_CMDLINE_LINUX"));
        Assert.Null(GrubDefaults.Get("echo a \\\nGRUB_CMDLINE_LINUX=b\n", "GRUB_CMDLINE_LINUX"));
    }

    [Fact]
    public void What_the_shell_puts_into_a_value_stays_as_it_is()
    {
        const string Text = "A=1\nGRUB_CMDLINE_LINUX=\"$A quiet \\$B\"\n";

        Assert.Equal("A=1\nGRUB_CMDLINE_LINUX=\"$A \\$B nosmt\"\n", GrubDefaults.Edit(Text, WantedArguments.Of(["nosmt"], ["quiet"])));
        Assert.Contains("cannot be edited", Assert.Throws<InvalidDataException>(() => GrubDefaults.Edit("GRUB_CMDLINE_LINUX=`cat x`\n", WantedArguments.Of(["a"], []))).Message, StringComparison.Ordinal);
    }

    private static List<string> Words(IEnumerable<string> entries) => [.. entries.SelectMany(ArgumentWords.Split).Select(static word => BootText.Of(Encoding.UTF8.GetBytes(word)))];

    private static void ForAll(Func<List<string>, WantedArguments, WantedArguments, bool> property) =>
        Check.One(s_config, Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var entries = Entries(new Random(seed));
            return property(entries, WantedArguments.Of(entries, []).AsBytes(), WantedArguments.Of([], entries).AsBytes());
        }));

    /// <summary>A few entries of a few words, none of which is there twice: those would not be added a second time.</summary>
    private static List<string> Entries(Random random)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { "ro", "quiet", "root=UUID=1" };
        var entries = new List<string>();
        while (entries.Count < 3)
        {
            var words = new List<string>();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var word = new StringBuilder();
                for (var left = random.Next(1, 12); left > 0; left--) word.Append(Alphabet[random.Next(Alphabet.Length)]);
                if (random.Next(4) == 0) word.Append("=\"in quotes; ").Append(Alphabet[random.Next(6, Alphabet.Length)]).Append('"');
                var text = word.ToString();
                if (text.Count(static c => c == '"') % 2 == 0 && ArgumentWords.Split(text).Count == 1 && seen.Add(text)) words.Add(text);
            }

            if (words.Count > 0) entries.Add(string.Join(' ', words));
        }

        return entries;
    }
}
