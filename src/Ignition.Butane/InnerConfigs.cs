using Ignition.Butane.Files;
using Ignition.Butane.Reporting;
using Ignition.Butane.Sugar;

namespace Ignition.Butane;

/// <summary>Translates inner configs as the outer one is translated, so many deep and no deeper.</summary>
/// <param name="files">The local files.</param>
/// <param name="depth">How many configs the document is merged into.</param>
internal sealed class InnerConfigs(ILocalFiles files, int depth) : IInnerConfigs
{
    private const int MaximumDepth = 8;

    /// <inheritdoc/>
    public string? Refusal => depth == MaximumDepth ? $"configs are merged into one another more than {depth} deep" : null;

    /// <inheritdoc/>
    public byte[]? Translate(byte[] bytes, string file, Action<Finding> report)
    {
        var inner = ButaneTranslator.Translate([new ButaneInput(bytes, file)], files, new ButaneOptions(raw: true, places: false), depth + 1);
        foreach (var finding in inner.Problems) report(finding);
        foreach (var finding in inner.Findings) report(finding);
        return inner.Json;
    }
}
