using System.Text;
using Ignition.Butane.Files;

namespace Ignition.Butane.Tests.Corpus;

public sealed class CorpusTests
{
    private static readonly ArchiveFiles Files = new(Path.Combine(AppContext.BaseDirectory, "Corpus", "butane-files.tar"));

    [Fact]
    public void Every_case_of_the_corpus_is_answered_as_the_reference_answered_it()
    {
        var wrong = CorpusCase.All.Select(Difference).OfType<string>().ToList();
        if (Environment.GetEnvironmentVariable("CORPUS_DIFF") is { } path)
        {
            File.WriteAllLines(path, wrong);
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {CorpusCase.All.Count} differ:\n{string.Join("\n\n", wrong.Take(5))}");
        Assert.Equal(3000, CorpusCase.All.Count);
    }

    private static string? Difference(CorpusCase given)
    {
        ILocalFiles files = given.Args.Contains("--files-dir") ? Files : NoLocalFiles.Instance;
        var options = new ButaneOptions(raw: given.Args.Contains("--raw"), pretty: given.Args.Contains("--pretty"));
        ButaneResult result;
        try
        {
            result = ButaneTranslator.Translate(Encoding.UTF8.GetBytes(given.Input), "in.bu", files, options);
        }
        catch (Exception problem)
        {
            return $"=== {given.Name}\n{given.Input}\n{problem}";
        }

        var known = result.Findings.Where(static finding => !finding.IsOwn).ToList();
        var strict = given.Args.Contains("--strict") && known.Count > 0;
        var output = strict || result.Output is null ? null : result.Output + "\n";
        var entries = known.Select(finding =>
            $"{(finding.IsError ? "error" : "warning")} {(finding.Path.Length == 0 ? "$" : finding.Path)} {finding.Line}:{finding.Column}").Order(StringComparer.Ordinal).ToArray();
        var problems = new StringBuilder();
        if ((output is null ? 1 : 0) != given.Exit)
        {
            problems.AppendLine($"exit {given.Exit}: {result.Failure} {string.Join("; ", result.Problems.Select(problem => problem.ToString()))}");
        }

        // The reference merges what << names, and says that it ignores it.
        var wanted = given.Entries.Where(static entry => !entry.Contains(".<< ", StringComparison.Ordinal)).ToArray();
        if (!entries.SequenceEqual(wanted))
        {
            problems.AppendLine($"want {string.Join(" | ", wanted)}").AppendLine($"have {string.Join(" | ", entries)}");
        }

        if (Decoded.Of(output) != Decoded.Of(given.Output) && given.Exit == 0)
        {
            problems.AppendLine($"want {given.Output}").AppendLine($"have {output}");
        }

        return problems.Length == 0 ? null : $"=== {given.Name}\n{given.Input}\n{problems}";
    }
}
