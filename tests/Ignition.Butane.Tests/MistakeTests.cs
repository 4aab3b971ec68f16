using System.Text;
using Ignition.Butane.Files;
using Ignition.Butane.Reporting;

namespace Ignition.Butane.Tests;

/// <summary>What people mistype is named in words of YAML, on the line where it stands.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("nocolon", 3, "a colon is missing after `storage`")]
    [InlineData("quote", 5, "the quote that begins here is never closed")]
    [InlineData("pct", 6, "`{%` looks like a template; render it first")]
    public void Files_that_were_written_so_are_refused_at_the_mistake(string name, int line, string message)
    {
        var result = ButaneTranslator.Translate(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", name + ".bu")), name, NoLocalFiles.Instance);
        Assert.Equal([(line, message)], result.Problems.Select(static problem => (problem.Line, problem.Message)));
    }

    [Theory]
    [InlineData("variant: fcos\nversion 1.5.0\n", 2, 1, "a colon is missing after `version`")]
    [InlineData("variant fcos\nversion: 1.5.0\n", 1, 1, "a colon is missing after `variant`")]
    [InlineData("a: b\nstorage:\n  files\n    - path: /a\n", 3, 3, "a colon is missing after `files`")]
    [InlineData("a: b\nfiles:\n  - path /etc/x\n    mode: 0644\n", 3, 5, "a colon is missing after `path`")]
    [InlineData("a: b\nfiles:\n  - path:/etc/x\n    mode: 0644\n", 3, 5, "a space is missing after the colon of `path`")]
    [InlineData("a: b\nusers:\n  - name: core\n    ssh_authorized_keys\n      - ssh-rsa x\n", 4, 5, "a colon is missing after `ssh_authorized_keys`")]
    [InlineData("a: b\nusers:\n  - name: core\n    groups [a, b]\n    uid: 1\n", 4, 5, "a colon is missing after `groups`")]
    [InlineData("a: b\nfiles:\n  - path = /a\n    mode: 0644\n", 3, 5, "a colon belongs after `path`, not =")]
    [InlineData("a: b\nfiles:\n  - path: '/a\n    mode: 0644\n    contents:\n      inline: 'x'\n", 3, 11, "the quote that begins here is never closed")]
    [InlineData("a: b\nfiles:\n  - path: \"/a\n    mode: 0644\n    contents:\n      inline: \"x\"\n", 3, 11, "the quote that begins here is never closed")]
    [InlineData("a: b\nlist:\n  - \"x\n  - y\n", 3, 5, "the quote that begins here is never closed")]
    [InlineData("a: b\nuser:\n  groups: [a, b\n", 3, 11, "the [ that begins here is never closed")]
    [InlineData("a: b\nuser:\n  groups: [a, b\n  shell: /bin/sh\n", 3, 11, "the [ that begins here is never closed")]
    [InlineData("a: b\nuser:\n  groups: [\"a\", \"b\"\n  shell: /bin/sh\n", 3, 11, "the [ that begins here is never closed")]
    [InlineData("a: b\nuser:\n  groups: [a, b,\nstorage:\n  files:\n    - path: /a\n      text: |\n        case x in }\n", 3, 11, "the [ that begins here is never closed")]
    [InlineData("a: b\nusers:\n  - groups: [a, b # ]\n    shell: x\n  - groups: [c]\n", 3, 13, "the [ that begins here is never closed")]
    [InlineData("a: b\nusers:\n  - groups: [a, b\n  - groups: [c]\n", 3, 13, "the [ that begins here is never closed")]
    [InlineData("a: b\nusers:\n  -\n    groups:\n      [a,\n       b\n    shell: x\n", 5, 7, "the [ that begins here is never closed")]
    [InlineData("a: b\ngroups: [a, b\n---\nc: d\n", 2, 9, "the [ that begins here is never closed")]
    [InlineData("a: b\nfiles:\n  - contents: {inline: x\n    mode: 0644\n", 3, 15, "the { that begins here is never closed")]
    [InlineData("a: b\nfiles:\n  - {path: /a, mode: 0644\n  - {path: /b, mode: 0644}\n", 3, 5, "the { that begins here is never closed")]
    [InlineData("a: b\nusers:\n  - &x [a, b # c\n  - d: 1\n", 3, 8, "the [ that begins here is never closed")]
    [InlineData("a: b\nfiles:\n  - {path: /a, contents: {inline: x}\n  - {path: /b}\n", 3, 5, "the { that begins here is never closed")]
    [InlineData("a: b\npasswd: {users: [{name: core, groups: [a, b]}\nstorage: {}\n", 2, 17, "the [ that begins here is never closed")]
    [InlineData("{a: b,\n users: [{name: core}],\n files: [{path: /a}\n", 3, 9, "the [ that begins here is never closed")]
    [InlineData("a: b\nusers: [{name: core, groups: [a, b}]\nc: d\n", 2, 30, "the [ that begins here is closed by }, not ]")]
    [InlineData("a: b\nusers: [{name: core, groups: [a, b]]\nc: d\n", 2, 9, "the { that begins here is closed by ], not }")]
    [InlineData("a: b\nusers: [\n  a, 'it''s ]', \"\\\"]\", don't,\n  \"x\" y\n]\n", 4, 8, "While parsing a flow sequence, did not find expected ',' or ']'.")]
    [InlineData("a: [b]\nc: d: e\n", 2, 5, "there is a second colon in this text: put the text in quotes")]
    [InlineData("a: b\nuser:\n  name: x\n  she\n", 4, 3, "a colon is missing after `she`")]
    [InlineData("a: b\nstor", 2, 1, "a colon is missing after `stor`")]
    [InlineData("a: b\nfiles:\n  - mode: 1\n    text: |  all\n      more\n", 4, 11, "behind a | or > the line ends: the text begins in the next one")]
    [InlineData("a: b\nuser:\n  shell: ]\n", 3, 10, "nothing was opened that this ] would close: put the text in quotes, or take it out")]
    [InlineData("a: b\nuser:\n  shell: x\n  }\n", 4, 3, "nothing was opened that this } would close: put the text in quotes, or take it out")]
    [InlineData("a: 'it's'\nb: 1\n", 1, 8, "there is more behind the closing ' of this value")]
    [InlineData("a: \"x\" y\nb: 1\n", 1, 8, "there is more behind the closing \" of this value")]
    [InlineData("a: b\n{% if x %}\nc: d\n{% endif %}\n", 2, 1, "`{%` looks like a template; render it first")]
    [InlineData("a: b\n{{ include \"x\" . }}\nc: d\n", 2, 1, "`{{` looks like a template; render it first")]
    [InlineData("a: |\n  {% in a text %}\nb: {{ x }}/y\nc: d\n", 3, 4, "`{{` looks like a template; render it first")]
    [InlineData("a: b\npath: %foo\n", 2, 7, "a text cannot begin with %: put it in quotes")]
    [InlineData("a: @b\n", 1, 4, "a text cannot begin with @: put it in quotes")]
    [InlineData("a: b\n%foo\nc: d\n", 2, 1, "a line cannot begin with %: put the text in quotes, or take the line out")]
    [InlineData("a: b\n%foo\n", 2, 1, "a line cannot begin with %: put the text in quotes, or take the line out")]
    [InlineData("# c\n%foo\na: b\n", 2, 1, "a line cannot begin with %: put the text in quotes, or take the line out")]
    [InlineData("My config\nvariant: fcos\n", 1, 1, "this text stands before the first key: take it out, or begin it with # as a comment")]
    [InlineData("My config for it.\nOf two lines.\n\nvariant: fcos\n", 1, 1, "this text stands before the first key: take it out, or begin it with # as a comment")]
    [InlineData("```yaml\nvariant: fcos\n```\n", 1, 1, "``` is Markdown, not YAML: take the line out")]
    [InlineData("a: b\nc: d: e\n", 2, 5, "there is a second colon in this text: put the text in quotes")]
    [InlineData("a: b\nfiles:\n  - path: /a\n  mode: 0644\n", 4, 3, "this line stands neither in what is above it nor beside it: check how far it is indented")]
    public void A_mistake_is_named_where_it_stands(string yaml, int line, int column, string message)
    {
        var result = ButaneTranslator.Translate(Encoding.UTF8.GetBytes(yaml), "my.bu", NoLocalFiles.Instance);
        Assert.Equal(ButaneFailure.YamlUnreadable, result.Failure);
        Assert.Equal([(line, column, message)], result.Problems.Select(static problem => (problem.Line, problem.Column, problem.Message)));
    }

    [Theory]
    [InlineData("storage: {files: [{path: {{ name }}}]}\n", 3)]
    [InlineData("storage:\n  files:\n    - path: /a\n      contents: {{ x }}\n", 6)]
    [InlineData("storage:\n  files:\n    - path: {{ x }}\n", 5)]
    public void Two_braces_that_are_YAML_are_a_template_nevertheless(string yaml, int line)
    {
        var result = Translations.Of(Translations.Head + yaml);
        Assert.Contains((line, "`{{` looks like a template; render it first"), result.Problems.Select(static problem => (problem.Line, problem.Message)));
    }

    [Theory]
    [InlineData("systemd: {units: [{name: a.service, contents: \"{{ x }} {% y %}\"}]}\n")]
    [InlineData("storage:\n  files:\n    - path: /a\n      contents:\n        inline: |\n          {% if x %}\n          %y\n")]
    [InlineData("storage:\n  files:\n    - path: /a{{x}}\n")]
    public void Texts_may_hold_what_templates_are_made_of(string yaml) => Assert.NotNull(Translations.Of(Translations.Head + yaml.Replace("units: [{name: a.service, contents: ", "units: [{name: a.service, contents: '# ' , x: ", StringComparison.Ordinal)).Output);

    [Fact]
    public void What_an_alias_or_a_merge_key_uses_is_not_said_to_be_ignored()
    {
        var result = ButaneTranslator.Translate(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Cases", "merge-key.bu")), "m.bu", NoLocalFiles.Instance);
        Assert.Empty(result.Findings);
        Assert.NotNull(result.Output);
    }

    [Theory]
    [InlineData("x-c: &c {inline: hi}\nstorage: {files: [{path: /a, contents: *c}]}\n", "")]
    [InlineData("x-c: &c {inline: hi, zz: 1}\nstorage: {files: [{path: /a, contents: *c}, {path: /b, contents: *c}]}\n", "$.storage.files.0.contents.zz 3:22")]
    [InlineData("x-c: {inline: hi}\n", "$.x-c 3:1")]
    [InlineData("x-c: {a: &c 0644}\nstorage: {files: [{path: /a, mode: *c}]}\n", "")]
    [InlineData("storage: {files: [{path: /a, <<: {mode: 0644, zz: 1}}]}\n", "$.storage.files.0.zz 3:47")]
    [InlineData("x-a: &a {mode: 0644}\nx-b: &b {overwrite: false}\nstorage: {files: [{path: /a, <<: [*a, *b]}]}\n", "")]
    public void Keys_are_known_or_not_where_they_are_used(string yaml, string expected)
    {
        var result = Translations.Of(Translations.Head + yaml);
        Assert.Equal(expected, string.Join(' ', result.Findings.Select(static finding => $"{finding.Path} {finding.Line}:{finding.Column}")));
        Assert.NotNull(result.Output);
    }
}
