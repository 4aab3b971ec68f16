using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Config.Reporting;
using Ignition.Config.Specs;

namespace Ignition.Config.Validation;

/// <summary>Checks configs that are in memory already.</summary>
public static class ConfigValidator
{
    /// <summary>Checks a merged config with the rules of the newest version, without looking for duplicates, as the agent does before it uses it.</summary>
    /// <param name="document">The config.</param>
    /// <param name="acceptsOem">True for a system with an OEM partition: a source may be a file on it (<c>oem:///path</c>).</param>
    /// <returns>What was found.</returns>
    public static Report Validate(Document document, bool acceptsOem = false) => Validate(document.Config, SpecVersions.Newest, document.Places, duplicates: false, acceptsOem);

    /// <summary>Checks a config with the rules of a version.</summary>
    /// <param name="config">The config, which holds only what the version knows.</param>
    /// <param name="version">The version.</param>
    /// <param name="places">Where its values stand.</param>
    /// <param name="duplicates">True to refuse list items with the same key too, as reading does.</param>
    /// <param name="acceptsOem">True for a system with an OEM partition.</param>
    /// <returns>What was found.</returns>
    public static Report Validate(IgnitionConfig config, SpecVersion version, Places places, bool duplicates, bool acceptsOem = false)
    {
        var report = new ReportBuilder(places);
        Validator.Check(config, version, report, acceptsOem);
        if (duplicates) DuplicateCheck.Check(config, report);
        OwnRules.Check(config, version, report);
        return report.Build();
    }
}
