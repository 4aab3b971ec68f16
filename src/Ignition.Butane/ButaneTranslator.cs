using Ignition.Butane.Files;
using Ignition.Butane.Reading;
using Ignition.Butane.Reporting;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane;

/// <summary>A Butane config to translate.</summary>
public sealed class ButaneInput(ReadOnlyMemory<byte> bytes, string fileName)
{
    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Its name for places.</summary>
    public string FileName { get; } = fileName;
}

/// <summary>Translates Butane into Ignition.</summary>
public static class ButaneTranslator
{
    /// <summary>Translates a config.</summary>
    /// <param name="yaml">The config's bytes.</param>
    /// <param name="fileName">Its name for places.</param>
    /// <param name="files">The local files it may embed.</param>
    /// <param name="options">What is wanted; null for the defaults.</param>
    /// <returns>The translation and its report; never an exception, whatever the bytes are.</returns>
    public static ButaneResult Translate(ReadOnlyMemory<byte> yaml, string fileName, ILocalFiles files, ButaneOptions? options = null) =>
        Translate([new ButaneInput(yaml, fileName)], files, options);

    /// <summary>Translates several configs of one variant and version and merges them, later ones over earlier ones.</summary>
    /// <param name="inputs">The configs, at least one.</param>
    /// <param name="files">The local files they may embed.</param>
    /// <param name="options">What is wanted; null for the defaults.</param>
    /// <returns>The translation and its report; never an exception, whatever the bytes are.</returns>
    public static ButaneResult Translate(IReadOnlyList<ButaneInput> inputs, ILocalFiles files, ButaneOptions? options = null) =>
        Translate(inputs, files, options ?? new ButaneOptions(), depth: 0);

    internal static ButaneResult Translate(IReadOnlyList<ButaneInput> inputs, ILocalFiles files, ButaneOptions options, int depth)
    {
        var found = new List<Finding>();
        Target? target = null;
        Value? merged = null;
        Findings? findings = null;
        var forgetful = inputs.Count > 1;
        foreach (var input in inputs)
        {
            try
            {
                var source = Source.Read(input.Bytes.Span, input.FileName);
                if (Selection.Of(source, out var failed) is not { } chosen)
                {
                    return Refused(failed, source, found);
                }

                if (target is not null && target != chosen)
                {
                    return Refused(Selection.Differs(source, target), source, found);
                }

                target = chosen;
                var problems = new List<Problem>();
                var document = new DocumentDecoder(target, problems).Document(source);
                if (problems.Count > 0)
                {
                    return Refused(new Failed(ButaneFailure.YamlUnreadable, problems), source, found);
                }

                findings = new Findings(source, found);
                var translation = new Translation(target, files, findings, depth);
                var translated = translation.Run(document);
                forgetful |= translation.Merged;
                merged = merged is null || translated is null ? translated ?? merged : new Merger(target).Merge(merged, translated);
            }
            catch (YamlException problem)
            {
                return new ButaneResult
                {
                    Failure = ButaneFailure.YamlUnreadable,
                    Findings = [],
                    Problems = [new Finding(true, "", input.FileName, problem.Line, problem.Column, problem.Message)],
                };
            }
        }

        return findings!.HasErrors
            ? new ButaneResult { Failure = ButaneFailure.SourceInvalid, Findings = found }
            : Complete(new Completion(target!, findings, options), merged!, forgetful, found);
    }

    private static ButaneResult Complete(Completion completion, Value document, bool merged, List<Finding> found) =>
        completion.Run(document, merged, out var failure) is { } output
            ? new ButaneResult { Output = output, Json = completion.Json, Document = completion.Read, Config = completion.Config, Findings = found, Omitted = completion.Omitted }
            : new ButaneResult { Failure = failure, Findings = found, Omitted = completion.Omitted };

    private static ButaneResult Refused(Failed failed, Source source, List<Finding> found) => new()
    {
        Failure = failed.Failure,
        Findings = found,
        Problems = failed.Problems.ConvertAll(problem => new Finding(
            true, "", source.File, problem.Line, source.Lines.Characters(problem.Line, problem.Column), Message(source, problem))),
    };

    // Two braces are a mapping as the key of another one, which nobody means.
    private static string Message(Source source, Problem problem) =>
        source.Lines.From(problem.Line, problem.Column).StartsWith("{{") || source.Lines.From(problem.Line, problem.Column - 1).StartsWith("{{")
            ? YamlMistake.Template("{{") : problem.Message;
}
