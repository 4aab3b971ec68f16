using System.Globalization;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Makes a group, or gives an existing one its id.</summary>
internal sealed class EnsureGroup(FilesStageContext stage, PasswdGroup group, string? sharesWith) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public PasswdGroup Group { get; } = group;

    /// <summary>An earlier group of the config with the same id; null for none.</summary>
    public string? SharesWith { get; } = sharesWith;

    public override string Description => $"make sure that there is a group {Group.Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var found = Stage.Accounts.FindGroup(Group.Name);
        if (found is not null && (Group.Gid is null || Group.Gid == found.Gid)) return new(Finding.AlreadyRight);
        var other = Sharer() is { } name && !Stage.RemovedGroups.Contains(name) ? name : SharesWith;
        return new(Finding.Needed.But(other is null ? null : $"{Group.Name} gets the group id {Group.Gid}, which is {other}'s too: to the kernel the two are one group"));
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var exists = Stage.Accounts.FindGroup(Group.Name) is not null;
        List<string> arguments = [];
        if (Group.Gid is { } gid) arguments.AddRange(["--gid", gid.ToString(CultureInfo.InvariantCulture)]);
        if (Sharer() is not null) arguments.Add("--non-unique");
        if (!exists && Group.System == true) arguments.Add("--system");
        VendorCopies.Make(Stage, machine, user: null, [Group.Name]);
        Stage.ChangeAccounts(Stage.Shadow.On(exists ? "groupmod" : "groupadd", [.. arguments, "--", Group.Name]), cancel).EnsureSuccess();
        return default;
    }

    /// <summary>Another group of the sysroot that has the id already.</summary>
    private string? Sharer() => Group.Gid is { } gid ? Stage.Accounts.FindGroup((uint)gid, Group.Name)?.Name : null;
}

/// <summary>Deletes a group.</summary>
internal sealed class RemoveGroup(FilesStageContext stage, string name) : FilesStep(stage)
{
    public string Name { get; } = name;

    public override string Description => $"delete the group {Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Accounts.FindGroup(Name) is null) return new(Finding.AlreadyRight);
        var vendor = Stage.Accounts.VendorGroupFile(Name);
        var isDone = vendor is not null && !Stage.Accounts.IsGroupInEtc(Name);
        var finding = isDone ? Finding.AlreadyRight : Finding.NeededDestroying($"the group {Name}");
        return new(finding.But(vendor is null ? null : VendorCopies.StaysWarning("group", Name, vendor)));
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.ChangeAccounts(Stage.Shadow.On("groupdel", "--", Name), cancel).EnsureSuccess();
        return default;
    }
}

/// <summary>Sets the encrypted password of a user or group; it is never an argument of a program (B39).</summary>
internal sealed class SetPassword(FilesStageContext stage, bool isGroup, string name, Secret hash) : FilesStep(stage)
{
    public bool IsGroup { get; } = isGroup;
    public string Name { get; } = name;
    public Secret Hash { get; } = hash;

    public override string Description => $"set the password of the {(IsGroup ? "group" : "user")} {Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    /// <summary>An empty hash means: no password at all can be right.</summary>
    private string Wanted => Hash.IsEmpty ? "*" : Hash.Reveal();

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var hasIt = IsGroup ? Stage.Accounts.HasGroupPassword(Name, Wanted) : Stage.Accounts.HasUserPassword(Name, Wanted);
        return new(hasIt ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        if (Wanted.AsSpan().IndexOfAny(':', '\n', '\r') >= 0) throw Fail(FilesFailures.Account, "the hash contains a colon or a line end");
        if (IsGroup) VendorCopies.Make(Stage, machine, user: null, [Name]);
        else VendorCopies.Make(Stage, machine, Name, []);
        Stage.ChangeAccounts(Stage.Shadow.SetPassword(IsGroup ? "chgpasswd" : "chpasswd", Name, Wanted), cancel).EnsureSuccess();
        return default;
    }
}
