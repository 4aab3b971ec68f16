using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Accounts of the image's own database, which programs cannot change there.</summary>
internal static class VendorCopies
{
    /// <summary>Copies into <c>/etc</c> whom only the image's own database has; a cut in the midst of it is undone by the next run.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="machine">Where it is logged.</param>
    /// <param name="user">Login name that a program is about to change; null for none.</param>
    /// <param name="groups">Names of groups that it has to find.</param>
    public static void Make(FilesStageContext stage, Machine machine, string? user, IEnumerable<string> groups)
    {
        // All are looked up before any of them is copied.
        foreach (var group in groups.Where(stage.Vendor.IsVendorGroup).Distinct(StringComparer.Ordinal).ToList())
        {
            stage.Backup.Begin(home: null, stage.Parents);
            Log(machine, "group", group, stage.Vendor.CopyGroup(group, stage.Parents));
        }

        if (user is null || !stage.Vendor.IsVendorUser(user)) return;
        stage.Backup.Begin(home: null, stage.Parents);
        Log(machine, "user", user, stage.Vendor.CopyUser(user, stage.Parents));
    }

    /// <summary>What is to be said when somebody shall be deleted who is part of the image.</summary>
    /// <param name="kind">A user or a group.</param>
    /// <param name="name">Its name.</param>
    /// <param name="file">The image's file that has it.</param>
    public static string StaysWarning(string kind, string name, string file) =>
        $"the {kind} {name} is part of the image, in {file}: what /etc says of it is deleted, the {kind} itself stays";

    private static void Log(Machine machine, string kind, string name, string file) =>
        machine.Log.Information("copied the {Kind:l} {Name:l} from {File:l}, where programs cannot change it", kind, name, file);
}
