using System.Diagnostics;
using System.Text;
using Ignition.Butane.Files;
using Ignition.Butane.Reporting;
using static Ignition.Butane.Tests.Translations;

namespace Ignition.Butane.Tests;

/// <summary>Whatever the bytes are, there is a report with a place, in bounded time.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("storage:\n\tfiles: []\n", 4)]
    [InlineData("storage:\n  files: []\n  files: []\n", 5)]
    [InlineData("storage: {files: [\n", 3)]
    [InlineData("storage: *nowhere\n", 3)]
    [InlineData("storage: &a {files: [*a]}\n", 3)]
    [InlineData("? [a]\n: b\n", 3)]
    [InlineData("storage: 5\n", 3)]
    [InlineData("storage:\n  files:\n    - path: /a\n      mode: \"0644\"\n", 6)]
    [InlineData("storage:\n  files:\n    - <<: 5\n", 5)]
    [InlineData("a: \u0007\n", 3)]
    [InlineData("systemd:\n  units:\n    - name: a.service\n      contents: !!binary '%'\n", 6)]
    public void What_is_not_YAML_or_of_the_wrong_type_is_refused_at_its_line(string yaml, int line)
    {
        var result = Of(Head + yaml);
        Assert.Equal(ButaneFailure.YamlUnreadable, result.Failure);
        Assert.Contains(result.Problems, problem => problem.Line == line && problem.Column > 0);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_where_they_stand()
    {
        var result = ButaneTranslator.Translate((byte[])[.. Encoding.UTF8.GetBytes(Head + "é: "), 0xFF], "my.bu", NoLocalFiles.Instance);
        Assert.Equal((3, 4), (result.Problems[0].Line, result.Problems[0].Column));
    }

    [Theory]
    [InlineData("[", "")]
    [InlineData("{a: ", "")]
    [InlineData("- ", "")]
    [InlineData("[", "]")]
    [InlineData("? ", "")]
    public void A_MiB_of_nesting_is_refused_at_once(string open, string close)
    {
        var text = new StringBuilder(Head).Append("x: ").Insert(Head.Length + 3, open, (1 << 20) / open.Length);
        text.Append(string.Concat(Enumerable.Repeat(close, close.Length * (1 << 20))));
        Bounded(() => Assert.NotEqual(ButaneFailure.None, Of(text.ToString()).Failure));
    }

    [Fact]
    public void Aliases_that_multiply_are_refused_when_they_are_used_and_ignored_when_they_are_not()
    {
        var bomb = new StringBuilder(Head).Append("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var at = 1; at < 30; at++)
        {
            bomb.Append($"a{at}: &a{at} [{string.Join(", ", Enumerable.Repeat($"*a{at - 1}", 10))}]\n");
        }

        Bounded(() => Assert.Equal(ButaneFailure.None, Of(bomb.ToString()).Failure));

        var used = new StringBuilder(Head).Append("a: &a {name: x.conf, contents: y}\n").Append("b: &b {name: a.service, dropins: [")
            .Append(string.Join(", ", Enumerable.Repeat("*a", 5000))).Append("]}\n").Append("systemd: {units: [")
            .Append(string.Join(", ", Enumerable.Repeat("*b", 5000))).Append("]}\n");
        Bounded(() => Assert.Equal(ButaneFailure.YamlUnreadable, Of(used.ToString()).Failure));
    }

    [Fact]
    public void Merge_keys_that_multiply_are_refused()
    {
        var text = new StringBuilder(Head).Append("a0: &a0 {zzz: 1}\n");
        for (var at = 1; at < 40; at++)
        {
            text.Append($"a{at}: &a{at} {{<<: [*a{at - 1}, *a{at - 1}, *a{at - 1}]}}\n");
        }

        text.Append("storage: {<<: *a39}\n");
        Bounded(() => Assert.Equal(ButaneFailure.YamlUnreadable, Of(text.ToString()).Failure));
    }

    [Fact]
    public void A_text_of_many_keys_is_read_in_time()
    {
        var text = new StringBuilder(Head).Append("storage:\n  files:\n");
        for (var at = 0; at < 20_000; at++)
        {
            text.Append($"    - contents: {{inline: 😀}}\n      path: /f{at}\n");
        }

        Bounded(() => Assert.Equal(ButaneFailure.None, Of(text.ToString()).Failure));
    }

    [Fact]
    public void Random_bytes_never_end_in_an_exception()
    {
        var random = new Random(4);
        var seed = Encoding.UTF8.GetBytes(Head + "storage:\n  files:\n    - path: /a\n      mode: 0644\n      contents: {inline: 'x'}\nsystemd: {units: [{name: a.service}]}\n");
        var marks = "\0\t\n :-[]{}&*!|>'\"%@,#?a0~\u00ff";
        for (var round = 0; round < 3000; round++)
        {
            var bytes = (byte[])seed.Clone();
            for (var hits = random.Next(1, 6); hits > 0; hits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)marks[random.Next(marks.Length)];
            }

            var result = ButaneTranslator.Translate(bytes, "my.bu", NoLocalFiles.Instance);
            Assert.Equal(result.Failure == ButaneFailure.None, result.Output is not null);
        }
    }

    private static void Bounded(Action action)
    {
        var time = Stopwatch.StartNew();
        action();
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(20), time.Elapsed.ToString());
    }
}
