using System.Globalization;
using Ignition.Butane.Reporting;
using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Refuses what a variant forbids in the generated config.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="paths">Finds what the user wrote.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class Filters(Target target, PathMap paths, Findings findings)
{
    /// <summary>Applies the filters.</summary>
    /// <param name="document">The document without sugar.</param>
    public void Run(Value document)
    {
        foreach (var forbidden in target.Forbids)
        {
            Apply(forbidden, forbidden.Path.Split('.'), 0, document, target.IsOpenshift ? "$.spec.config" : "$");
        }
    }

    private void Apply(Forbidden forbidden, string[] names, int at, Value value, string path)
    {
        if (at == names.Length)
        {
            if (IsGiven(value) && !(forbidden.NonEmpty && value.Text.Length == 0))
            {
                findings.Error(paths.Find(path), forbidden.Why);
            }

            return;
        }

        if (value.Kind == Kind.List)
        {
            for (var index = 0; index < value.Items.Count; index++)
            {
                Apply(forbidden, names, at, value.Items[index], path + "." + index.ToString(CultureInfo.InvariantCulture));
            }
        }
        else if (Array.Find(value.Type!.Fields, field => !field.Sugar && field.Json == names[at]) is { } field && value.Slots[field.Ordinal] is { } member)
        {
            Apply(forbidden, names, at + 1, member, path + "." + names[at]);
        }
    }

    private bool IsGiven(Value value) => value.Kind switch
    {
        Kind.List => value.Items.Count > 0,
        Kind.Struct => !value.IsEmpty(target),
        _ => true,
    };
}
