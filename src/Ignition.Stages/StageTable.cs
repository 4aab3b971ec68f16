using Ignition.Config.Locations;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.State;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks;
using Ignition.Stages.Disks.Devices;
using Ignition.Stages.Files;
using Ignition.Stages.Kargs;
using Ignition.Stages.Mount;

namespace Ignition.Stages;

/// <summary>What a stage does with a config.</summary>
internal sealed class StagePlan(IReadOnlyList<Step> steps, IDisposable? shared = null) : IDisposable
{
    /// <summary>Steps, in order.</summary>
    public IReadOnlyList<Step> Steps { get; } = steps;

    /// <summary>What the steps share and is closed after the last one; null for nothing.</summary>
    public IDisposable? Shared { get; } = shared;

    /// <inheritdoc/>
    public void Dispose() => Shared?.Dispose();
}

/// <summary>The stages and their planners.</summary>
internal static class StageTable
{
    /// <summary>Stages that change the machine, in the order of a boot.</summary>
    public static readonly string[] BootOrder = [StageNames.Kargs, StageNames.Disks, StageNames.Mount, StageNames.Files];

    /// <summary>Plans a stage.</summary>
    /// <param name="options">The stage and its root.</param>
    /// <param name="config">The rendered config.</param>
    /// <param name="machine">What its steps act on.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="devices">Devices that the caller has made known and keeps; null for those that are there.</param>
    public static StagePlan Plan(
        EngineOptions options, IgnitionConfig config, Machine machine, IReadOnlyDictionary<string, string> environment, DisksContext? devices = null) => options.Stage switch
    {
        StageNames.Kargs => new StagePlan(KargsStage.Plan(config, environment)),
        StageNames.Files => PlanFiles(options, config, machine, environment),
        StageNames.Disks => PlanDevices(machine, environment, devices, context => DisksStage.Plan(config.Storage, context)),
        StageNames.Mount => PlanDevices(machine, environment, devices, context => MountStage.Plan(config.Storage, context, options.Root, SelinuxLabels.AreWanted(environment))),
        StageNames.Umount => PlanDevices(machine, environment, devices, context => MountStage.PlanUnmount(config.Storage, context, options.Root)),
        _ => new StagePlan([]),
    };

    private static StagePlan PlanDevices(Machine machine, IReadOnlyDictionary<string, string> environment, DisksContext? devices, Func<DisksContext, IReadOnlyList<Step>> plan)
    {
        if (devices is not null) return new StagePlan(plan(devices));
        var limit = DisksStage.DeviceLimit(KernelCommandLine.ReadText(Settings.From(environment).KernelCommandLinePath));
        var context = new DisksContext(limit, machine.Log, machine.Clock);
        try
        {
            return new StagePlan(plan(context), context);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static StagePlan PlanFiles(EngineOptions options, IgnitionConfig config, Machine machine, IReadOnlyDictionary<string, string> environment)
    {
        var stage = FilesStageContext.Open(options.Root, environment);
        try
        {
            return new StagePlan(FilesStage.Plan(config, stage, machine.State), stage);
        }
        catch
        {
            stage.Dispose();
            throw;
        }
    }

    /// <summary>Refuses what this agent does not do, before anything is changed: a config is never half applied.</summary>
    /// <exception cref="FailureException">The config asks for such a thing.</exception>
    public static void Refuse(Document document)
    {
        if (Refusal(document) is { } refusal) throw new FailureException(refusal);
    }

    /// <summary>Why a boot refuses a config, or null.</summary>
    public static Failure? Refusal(Document document)
    {
        if (PathConflicts.Find(document.Config) is { } conflict) return conflict with { Place = document.Places.Find(conflict.ConfigPath!) };
        var volumes = document.Config.Storage.Luks;
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i].CexEnabled != true) continue;
            var path = $"$.storage.luks.{i}.cex";
            return new Failure(DisksFailures.CexUnavailable, $"volume {volumes[i].Name} asks for a key in a Crypto Express card, which this agent does not handle; nothing was changed")
            {
                ConfigPath = path,
                Place = document.Places.Find(path),
            };
        }

        return null;
    }
}
