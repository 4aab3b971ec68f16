using Ignition.Butane.Reporting;
using Ignition.Butane.Schema;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Reading;

/// <summary>Finds keys the schema does not know, and places where it wants a mapping that is not there.</summary>
/// <param name="target">Whose fields are known.</param>
/// <param name="findings">Takes warnings.</param>
internal sealed class KeyWalk(Target target, Findings findings)
{
    private const string Extension = "x-";

    private readonly HashSet<YamlNode> _reported = [];
    private Extensions? _extensions;

    /// <summary>Walks the document.</summary>
    public void Run() => Struct(findings.Source.Root, RootTypes.Document, findings.Root, pointer: false);

    private Extensions Used => _extensions ??= Extensions.Of(findings.Source.Root, Extension);

    private void Struct(YamlNode written, StructType type, YamlPath path, bool pointer)
    {
        // What is kept under a key of its own to be used elsewhere is checked where it is used. Butane warns of any alias; for one
        // to a place that is checked itself, so do we.
        var node = written.Kind == YamlKind.Alias && Used.Holds(written.Resolved) ? written.Resolved : written;
        if (node.Kind != YamlKind.Mapping)
        {
            if (!(pointer && YamlScalars.IsNull(node)))
            {
                findings.Warning(path, "a mapping is expected here; what is below it is not checked");
            }

            return;
        }

        for (var at = 0; at + 1 < node.Children.Count; at += 2)
        {
            var key = node.Children[at];
            var value = node.Children[at + 1];
            var name = key.Resolved.Text;
            if (key.IsMergeKey)
            {
                Merged(value, type, path);
            }
            else if (type.Find(name) is not { } field || !field.In(target))
            {
                Unknown(key, value, path);
            }
            else if (field.Kind == Kind.Struct)
            {
                Struct(value, field.Of!, path[name], field.PointerIn == target.Base);
            }
            else if (field.Kind == Kind.List && field.Of is not null && value.Kind == YamlKind.Sequence)
            {
                List(value, field.Of, path[name]);
            }
        }
    }

    // A mapping that is merged gives its keys to the one around it.
    private void Merged(YamlNode written, StructType type, YamlPath path)
    {
        var node = written.Resolved;
        if (node.Kind == YamlKind.Sequence)
        {
            foreach (var item in node.Children)
            {
                Merged(item, type, path);
            }
        }
        else if (node.Kind == YamlKind.Mapping && (written.Kind != YamlKind.Alias || Used.Holds(node)))
        {
            Struct(node, type, path, pointer: false);
        }
    }

    private void Unknown(YamlNode key, YamlNode value, YamlPath path)
    {
        var name = key.Resolved.Text;
        if (name.StartsWith(Extension, StringComparison.Ordinal) && Used.AreFrom(value))
        {
            return;
        }

        if (_reported.Add(key))
        {
            findings.Warning(path[name], key, $"{name} is not known here and is ignored");
        }
    }

    private void List(YamlNode list, StructType type, YamlPath path)
    {
        var kept = list.Children.Count(item => !YamlScalars.IsNull(item.Resolved));
        for (var at = 0; at < kept; at++)
        {
            Struct(list.Children[at], type, path[at], pointer: false);
        }
    }
}
