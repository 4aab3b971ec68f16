using Ignition.Butane.Output;
using Ignition.Butane.Reading;

namespace Ignition.Butane;

/// <summary>Translates Butane into Ignition.</summary>
public static class ButaneTranslator
{
    /// <summary>Translates a config.</summary>
    /// <param name="yaml">The config's bytes.</param>
    /// <param name="fileName">Its name for places.</param>
    /// <param name="files">The local files it may embed.</param>
    /// <param name="options">What is wanted; null for the defaults.</param>
    /// <returns>The translation and its report; never an exception, whatever the bytes are.</returns>
    public static ButaneResult Translate(ReadOnlyMemory<byte> yaml, string fileName, ILocalFiles files, ButaneOptions? options = null)
    {
        options ??= new ButaneOptions();
        try
        {
            var root = YamlComposer.Compose(YamlBytes.Decode(yaml.Span), out var lines) ?? new YamlNode(YamlKind.Mapping, 1, 1);
            if (YamlScalars.IsNull(root))
            {
                root = new YamlNode(YamlKind.Mapping, root.Line, root.Column);
            }

            var findings = new Findings(root, lines);
            var result = Translate(root, findings, files, options, fileName, out var failure);
            return result ?? Failed(failure, fileName, findings);
        }
        catch (YamlException problem)
        {
            return Failed(new Failed(ButaneFailure.YamlUnreadable, [new Problem(problem.Line, problem.Column, problem.Message)]), fileName, null);
        }
    }

    private static ButaneResult? Translate(YamlNode root, Findings findings, ILocalFiles files, ButaneOptions options, string fileName, out Failed failure)
    {
        var target = Selection.Of(root, out failure);
        if (target is null)
        {
            return null;
        }

        var problems = new List<Problem>();
        var document = new Decoder(target, problems).Document(root);
        if (problems.Count > 0)
        {
            failure = new Failed(ButaneFailure.YamlUnreadable, problems);
            return null;
        }

        var translation = new Translation(target, files, findings, options, fileName);
        translation.Run(document);
        if (translation.Failure != ButaneFailure.None)
        {
            failure = new Failed(translation.Failure, []);
            return null;
        }

        var config = translation.Config!;
        var output = target.IsOpenshift && !options.Raw
            ? YamlOutput.Write(MachineConfig.Wrap(translation.Document!, config, target))
            : JsonOutput.Write(config, options.Pretty);
        return new ButaneResult
        {
            FileName = fileName,
            Output = output,
            Json = translation.Json,
            Document = translation.Read,
            Findings = findings.All,
        };
    }

    private static ButaneResult Failed(Failed failure, string fileName, Findings? findings)
    {
        var problems = failure.Problems.ConvertAll(problem => new Finding(true, "", problem.Line, problem.Column, problem.Message));
        return new ButaneResult { FileName = fileName, Failure = failure.Failure, Findings = findings?.All ?? [], Problems = problems };
    }
}
