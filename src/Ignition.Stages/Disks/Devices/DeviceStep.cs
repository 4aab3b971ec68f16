using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Disks.Devices;

/// <summary>A step on devices. It decides in one place what is to be done, whatever view of the machine it is asked about.</summary>
internal abstract class DeviceStep(DisksContext context) : Step
{
    /// <summary>Devices and programs.</summary>
    public DisksContext Context { get; } = context;

    /// <summary>True when what it acts on is made by other steps of the config, or may be.</summary>
    public bool LiesOnOthers { get; init; }

    /// <summary>Decides what is to be done. Changes nothing, and keeps nothing.</summary>
    /// <exception cref="FailureException">The step cannot be carried out on that machine.</exception>
    public abstract ValueTask<Finding> DecideAsync(DeviceView view, CancellationToken cancel);

    /// <summary>Tells a view what will be there when the step has been carried out.</summary>
    public abstract void Foretell(ForeseenView view, Finding finding);

    /// <summary>Decides, and tells what comes of it.</summary>
    /// <exception cref="FailureException">The step cannot be carried out on that machine.</exception>
    public async ValueTask<Finding> ForeseeAsync(ForeseenView view, CancellationToken cancel)
    {
        var finding = await DecideAsync(view, cancel);
        Foretell(view, finding);
        return finding;
    }

    /// <inheritdoc/>
    public override async ValueTask<Finding> InspectAsync(Machine machine, CancellationToken cancel)
    {
        var finding = await DecideAsync(new PresentView(Context), cancel);
        if (!finding.IsNeeded) Register(finding);
        return finding;
    }

    /// <summary>Lets later steps find by the config's names what is there already.</summary>
    protected virtual void Register(Finding finding)
    {
    }

    /// <summary>The sentence for what nobody can tell before a device is there.</summary>
    protected static string Unseen(string device) => "what " + device + " holds is seen when it is there";
}
