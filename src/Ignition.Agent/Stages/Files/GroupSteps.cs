using System.Globalization;
using Ignition.Agent.Failures;
using Ignition.Agent.Steps;
using Ignition.Config.Model;

namespace Ignition.Agent.Stages.Files;

/// <summary>Makes a group, or gives an existing one its id.</summary>
internal sealed record EnsureGroup(FilesStageContext Stage, PasswdGroup Group) : FilesStep(Stage)
{
    public override string Sentence => $"make sure that there is a group {Group.Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var found = Stage.Accounts.FindGroup(Group.Name);
        return new(found is not null && (Group.Gid is null || Group.Gid == found.Gid) ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        var exists = Stage.Accounts.FindGroup(Group.Name) is not null;
        List<string> arguments = [];
        if (Group.Gid is { } gid) arguments.AddRange(["--gid", gid.ToString(CultureInfo.InvariantCulture)]);
        if (!exists && Group.System == true) arguments.Add("--system");
        Stage.Shadow.On(exists ? "groupmod" : "groupadd", [.. arguments, "--", Group.Name]).Run(cancel).EnsureSuccess();
        Stage.AccountsChanged();
        return default;
    }
}

/// <summary>Deletes a group.</summary>
internal sealed record RemoveGroup(FilesStageContext Stage, string Name) : FilesStep(Stage)
{
    public override string Sentence => $"delete the group {Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) =>
        new(Stage.Accounts.FindGroup(Name) is null ? Finding.AlreadyRight : Finding.NeededDestroying($"the group {Name}"));

    protected override ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        Stage.Shadow.On("groupdel", "--", Name).Run(cancel).EnsureSuccess();
        Stage.AccountsChanged();
        return default;
    }
}

/// <summary>Sets the encrypted password of a user or group; it is never an argument of a program (B39).</summary>
internal sealed record SetPassword(FilesStageContext Stage, bool IsGroup, string Name, Secret Hash) : FilesStep(Stage)
{
    public override string Sentence => $"set the password of the {(IsGroup ? "group" : "user")} {Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    /// <summary>An empty hash means: no password at all can be right.</summary>
    private string Wanted => Hash.IsEmpty ? "*" : Hash.Reveal();

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var hasIt = IsGroup ? Stage.Accounts.HasGroupPassword(Name, Wanted) : Stage.Accounts.HasUserPassword(Name, Wanted);
        return new(hasIt ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        if (Wanted.AsSpan().IndexOfAny(':', '\n', '\r') >= 0) throw Fail(FilesFailures.Account, "the hash contains a colon or a line end");
        Stage.Shadow.SetPassword(IsGroup ? "chgpasswd" : "chpasswd", Name, Wanted).Run(cancel).EnsureSuccess();
        Stage.AccountsChanged();
        return default;
    }
}
