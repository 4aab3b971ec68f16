using Ignition.Butane.Schema;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Reading;

/// <summary>Finds keys the schema does not know, and places where it wants a mapping that is not there.</summary>
/// <param name="target">Whose fields are known.</param>
/// <param name="findings">Takes warnings.</param>
internal sealed class KeyWalk(Target target, Findings findings)
{
    /// <summary>Walks the document.</summary>
    public void Run() => Struct(findings.Source.Root, RootTypes.Document, findings.Root, pointer: false);

    private void Struct(YamlNode node, StructType type, YamlPath path, bool pointer)
    {
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
            var name = key.Resolved.Text;
            if (type.Find(name) is not { } field || !field.In(target))
            {
                findings.Warning(path[name], key, $"{name} is not known here and is ignored");
                continue;
            }

            var value = node.Children[at + 1];
            if (field.Kind == Kind.Struct)
            {
                Struct(value, field.Of!, path[name], field.PointerIn == target.Base);
            }
            else if (field.Kind == Kind.List && field.Of is not null && value.Kind == YamlKind.Sequence)
            {
                List(value, field.Of, path[name]);
            }
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
