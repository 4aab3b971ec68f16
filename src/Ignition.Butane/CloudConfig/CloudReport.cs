using System.Globalization;
using Ignition.Butane.Reporting;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary>What a conversion has to say, each line with its place in the source.</summary>
/// <param name="file">Name of the cloud-config.</param>
internal sealed class CloudReport(string file)
{
    /// <summary>What was not carried, or not as it was meant.</summary>
    public List<Finding> Lost { get; } = [];

    /// <summary>What was carried in another form, or says what is so anyway.</summary>
    public List<Finding> Remarks { get; } = [];

    /// <summary>What the Butane that came out breaks.</summary>
    public List<Finding> Problems { get; } = [];

    /// <summary>Says that something was not carried.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="path">Its name.</param>
    /// <param name="advice">What to do instead.</param>
    public void Lose(YamlNode at, string path, string advice) => Lost.Add(new Finding(false, path, file, at.Line, at.Column, advice));

    /// <summary>Says that a value was not carried.</summary>
    public void Lose(CloudValue at, string advice) => Lose(at.Key, at.Path, advice);

    /// <summary>Says that a value was carried, but does not do what it did.</summary>
    public void Change(CloudValue at, string text) => Lost.Add(new Finding(false, at.Path, file, at.Key.Line, at.Key.Column, text) { Rule = CloudConfigResult.Changed });

    /// <summary>Says how something was carried.</summary>
    /// <param name="at">Where it stands.</param>
    /// <param name="path">Its name.</param>
    /// <param name="text">How.</param>
    public void Remark(YamlNode at, string path, string text) => Remarks.Add(new Finding(false, path, file, at.Line, at.Column, text));

    /// <summary>Says how a value was carried.</summary>
    public void Remark(CloudValue at, string text) => Remark(at.Key, at.Path, text);

    /// <summary>Says what is wrong with what came out.</summary>
    /// <param name="at">Where it came from.</param>
    /// <param name="finding">What is wrong.</param>
    public void Problem(YamlNode at, Finding finding) => Problems.Add(finding with { File = file, Line = at.Line, Column = at.Column });

    /// <summary>A line of the source, for a sentence.</summary>
    /// <param name="at">A node.</param>
    /// <returns>Words.</returns>
    public static string Line(YamlNode at) => "line " + at.Line.ToString(CultureInfo.InvariantCulture);

    /// <summary>Puts all into the order of the source.</summary>
    public void Sort()
    {
        foreach (var list in (ReadOnlySpan<List<Finding>>)[Lost, Remarks, Problems])
        {
            var sorted = list.OrderBy(finding => finding.Line).ThenBy(finding => finding.Column).Distinct().ToList();
            list.Clear();
            list.AddRange(sorted);
        }
    }
}
