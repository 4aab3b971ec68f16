using System.Text;
using Ignition.Butane.Files;

namespace Ignition.Butane.Tests.Corpus;

public sealed class BundleTests
{
    private static readonly ArchiveFiles Files = new(Path.Combine(AppContext.BaseDirectory, "Corpus", "butane-files.tar"));

    [Fact]
    public void Every_config_of_the_corpus_translates_to_the_same_once_it_is_bundled_and_needs_no_files_then()
    {
        var wrong = new List<string>();
        foreach (var given in CorpusCase.All.Where(given => given.Exit == 0))
        {
            var options = new ButaneOptions(raw: true, places: false);
            var inputs = new[] { new ButaneInput(Encoding.UTF8.GetBytes(given.Input), "in.bu") };
            var direct = ButaneTranslator.Translate(inputs, Files, options);
            var bundle = ButaneBundle.Of(inputs, Files);
            var again = ButaneTranslator.Translate(Encoding.UTF8.GetBytes(bundle ?? ""), "bundle.bu", NoLocalFiles.Instance, options);
            if (direct.Output is null || Decoded.Of(again.Output) != Decoded.Of(direct.Output))
            {
                wrong.Add($"{given.Name}\n{given.Input}\n{bundle}\n{direct.Output}\n{again.Output} {string.Join('\n', again.Findings.Concat(again.Problems))}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} differ:\n{string.Join("\n\n", wrong.Take(3))}");
    }
}
