using System.Globalization;
using Ignition.Agent.Tests.Fuzzing.Targets;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing;

/// <summary>Every reader of what others write answers, whatever comes: with a value, or with what its documentation says.</summary>
internal static class FuzzTargets
{
    /// <summary>Time for each in the ordinary run.</summary>
    public static TimeSpan Short { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The targets.</summary>
    public static readonly Dictionary<string, Func<FuzzTarget>> All = new(StringComparer.Ordinal)
    {
        ["zstd"] = static () => new ZstdTarget(),
        ["gzip"] = static () => new GzipTarget(),
        ["data URLs"] = static () => new DataUrlTarget(),
        ["cloud-config"] = static () => new CloudConfigTarget(),
        ["units"] = static () => new UnitTarget(),
        ["kernel arguments"] = static () => new KargsTarget(),
        ["GPT"] = static () => new GptTarget(),
        ["labels"] = static () => new LabelTarget(),
        ["HTTP"] = static () => new HttpTarget(),
    };
}

/// <summary>Formats of data; beside the others, so that two are read at once.</summary>
public sealed class DataFuzzTests
{
    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    [InlineData("data URLs")]
    [InlineData("GPT")]
    [InlineData("labels")]
    public void Twenty_seconds_of_mutated_input_are_answered(string target)
    {
        using var fuzzed = FuzzTargets.All[target]();
        fuzzed.Run(FuzzTargets.Short, seed: 1);
    }
}

/// <summary>Texts and answers.</summary>
public sealed class TextFuzzTests
{
    [Theory]
    [InlineData("cloud-config")]
    [InlineData("units")]
    [InlineData("kernel arguments")]
    [InlineData("HTTP")]
    public void Twenty_seconds_of_mutated_input_are_answered(string target)
    {
        using var fuzzed = FuzzTargets.All[target]();
        fuzzed.Run(FuzzTargets.Short, seed: 1);
    }
}

/// <summary>The same for longer, with another seed each time.</summary>
public sealed class LongFuzzTests
{
    /// <summary>Every target, or the one that the environment names.</summary>
    public static TheoryData<string> Names => Environment.GetEnvironmentVariable("FUZZ_TARGET") is { Length: > 0 } one ? [one] : [.. FuzzTargets.All.Keys];

    [Theory(Explicit = true)]
    [Trait("kind", "fuzz")]
    [MemberData(nameof(Names))]
    public void Mutated_input_is_answered_for_FUZZ_MINUTES(string target)
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("FUZZ_MINUTES") ?? "10", CultureInfo.InvariantCulture);
        using var fuzzed = FuzzTargets.All[target]();
        fuzzed.Run(TimeSpan.FromMinutes(minutes), Environment.TickCount);
    }
}
