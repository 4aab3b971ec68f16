using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>The files stage: users, files, units, what LUKS volumes need, the report, labels.</summary>
internal static class FilesStage
{
    /// <summary>Plans the stage, in upstream's order: later steps rely on earlier ones.</summary>
    /// <param name="config">The rendered config.</param>
    /// <param name="stage">The open sysroot; it has to outlive the steps.</param>
    /// <param name="state">What earlier stages left.</param>
    /// <exception cref="FailureException">Two entries are the same file, or a setting makes no sense.</exception>
    public static IReadOnlyList<Step> Plan(IgnitionConfig config, FilesStageContext stage, EngineState state)
    {
        var steps = new List<Step> { new UndoAccounts(stage), new NoteNewFiles(stage, config.Storage) { ConfigPath = "$.storage.files" } };
        AccountPlanner.Plan(stage, config.Passwd, steps);
        NodePlanner.Plan(stage, config.Storage, steps);
        UnitPlanner.Plan(stage, config.Systemd.Units, steps);
        LuksPlanner.Plan(stage, config.Storage.Luks, state, steps);
        foreach (var file in state.ProviderOutputFiles ?? [])
            steps.Add(new WriteText(stage, RootedPath.Clean(file.Path), "platform's file", () => file.Contents, file.Mode));
        steps.Add(new WriteResult(stage));
        steps.Add(new Relabel(stage));
        steps.Add(new SyncFilesystems(stage));
        return steps;
    }

    /// <summary>Plans what can be done inside a container image: directories, files, links and units.</summary>
    /// <param name="config">The rendered config.</param>
    /// <param name="stage">The open root; it has to outlive the steps.</param>
    /// <exception cref="FailureException">Two entries are the same file.</exception>
    public static IReadOnlyList<Step> PlanLive(IgnitionConfig config, FilesStageContext stage)
    {
        var steps = new List<Step> { new NoteNewFiles(stage, config.Storage) { ConfigPath = "$.storage.files" } };
        NodePlanner.Plan(stage, config.Storage, steps);
        UnitPlanner.Plan(stage, config.Systemd.Units, steps);
        steps.Add(new SyncFilesystems(stage));
        return steps;
    }
}
