using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;
using Ignition.Config.Validation;

namespace Ignition.Config.Writing;

/// <summary>Gives a config an older version, which means the same there or is refused.</summary>
public static class VersionFit
{
    /// <summary>A config as one of another version.</summary>
    /// <param name="document">The config, of the newest version.</param>
    /// <param name="version">The version it is to have.</param>
    /// <param name="report">What the version does not have, each with its place; the config is not to be used then.</param>
    /// <returns>The config with that version.</returns>
    public static IgnitionConfig Fit(Document document, SpecVersion version, out Report report)
    {
        var config = document.Config with { Ignition = document.Config.Ignition with { Version = version.Text } };
        var builder = new ReportBuilder(document.Places);
        new FieldsOf(version, builder).Object(ConfigFields.Root, config);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in ConfigValidator.Validate(document).Entries) known.Add(Key(entry));
        foreach (var entry in ConfigValidator.Validate(config, version, document.Places, duplicates: false).Entries)
        {
            // Bits that an older version ignores would be lost.
            var isLoss = entry.Kind == EntryKind.Error || entry.Rule == Rules.ModeSpecialBits;
            if (isLoss && !known.Contains(Key(entry))) builder.Add(Rules.FieldNotInVersion, entry.Path, $"{entry.Message} (in {version.Text})");
        }
        report = builder.Build();
        return config;
    }

    private static string Key(ReportEntry entry) => $"{entry.Code} {entry.Path}";

    private sealed class FieldsOf(SpecVersion version, ReportBuilder report)
    {
        private readonly Trail _trail = new();

        public void Object(ObjectSpec spec, object item)
        {
            var values = new Value[spec.Slots];
            spec.Take(item, values);
            Fields(spec.Table, values);
        }

        private void Fields(FieldTable table, Value[] values)
        {
            foreach (var field in table.Fields)
            {
                _trail.Push(field.Name);
                if (!IsSet(field, values)) { }
                else if (!field.IsIn(version)) report.Add(Rules.FieldNotInVersion, _trail.Path, $"{field.Name} exists from version {SpecVersions.All[field.Since].Text} on");
                else Inside(field, values);
                _trail.Pop();
            }
        }

        private void Inside(Field field, Value[] values)
        {
            switch (field.Kind)
            {
                case FieldKind.Group:
                    Fields(field.Members!, values);
                    break;
                case FieldKind.Object:
                    Object(field.Item!, values[field.Slot].Held!);
                    break;
                case FieldKind.Objects:
                    var items = values[field.Slot].List<object>();
                    for (var i = 0; i < items.Count; i++)
                    {
                        _trail.Push(i);
                        Object(field.Item!, items[i]);
                        _trail.Pop();
                    }
                    break;
            }
        }

        private static bool IsSet(Field field, Value[] values) => field.Kind switch
        {
            FieldKind.Group => ObjectSpec.HasAny(field.Members!, values),
            FieldKind.Object => field.Item!.HasAny(values[field.Slot].Held),
            _ => values[field.Slot].IsSet,
        };
    }
}
