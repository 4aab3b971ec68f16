using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Undoes what a run changed of accounts that was cut off in the midst of it; the steps after this one do it again.</summary>
internal sealed class UndoAccounts(FilesStageContext stage) : FilesStep(stage)
{
    public override string Description => "undo what a run that was cut off changed of users and groups";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) => new(Stage.Backup.IsLeft ? Finding.Needed : Finding.AlreadyRight);

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Backup.Restore();
        Stage.AccountsChanged();
        return default;
    }
}

/// <summary>Makes the changes of accounts last: on disk, and no longer undone by the next run.</summary>
internal sealed class KeepAccounts(FilesStageContext stage) : FilesStep(stage)
{
    public override string Description => "write users and groups to disk";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) => new(Stage.Backup.IsOpen ? Finding.Needed : Finding.AlreadyRight);

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Backup.End();
        return default;
    }
}
