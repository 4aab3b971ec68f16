using System.Globalization;
using Ignition.Agent.Failures;
using Ignition.Agent.Steps;
using Ignition.Config.Model;
using Ignition.Linux.Accounts;
using Ignition.Linux.Files;

namespace Ignition.Agent.Stages.Files;

/// <summary>Makes a user, or changes an existing one where it differs from the config.</summary>
internal sealed record EnsureUser(FilesStageContext Stage, PasswdUser User) : FilesStep(Stage)
{
    public override string Sentence => $"make sure that there is a user {User.Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var found = Stage.Accounts.FindUser(User.Name);
        return new(found is not null && Changes(found).Count == 0 ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        var found = Stage.Accounts.FindUser(User.Name);
        var command = found is null
            ? Stage.Shadow.On("useradd", [.. Fields(), "--", User.Name])
            : Stage.Shadow.On("usermod", [.. Changes(found), "--", User.Name]);
        command.Run(cancel).EnsureSuccess();
        Stage.AccountsChanged();
        if (Stage.Accounts.FindUser(User.Name) is { } user)
        {
            Stage.Touched.Add(RootedPath.Clean(user.Home));
            Stage.Root.NoteWritten(RootedPath.Parent(RootedPath.Clean(user.Home)));
        }
        return default;
    }

    /// <summary>Arguments for a new user. The password <c>*</c> is a placeholder and no secret: it matches nothing.</summary>
    private List<string> Fields()
    {
        List<string> arguments = ["--password", "*"];
        Add(arguments, "--home-dir", User.HomeDir);
        arguments.Add(User.NoCreateHome == true ? "--no-create-home" : "--create-home");
        if (User.NoUserGroup == true) arguments.Add("--no-user-group");
        if (User.System == true) arguments.Add("--system");
        if (User.NoLogInit == true) arguments.Add("--no-log-init");
        Add(arguments, "--uid", User.Uid?.ToString(CultureInfo.InvariantCulture));
        Add(arguments, "--comment", User.Gecos);
        Add(arguments, "--gid", User.PrimaryGroup);
        Add(arguments, "--groups", string.Join(',', User.Groups));
        Add(arguments, "--shell", User.Shell);
        return arguments;
    }

    /// <summary>Arguments that make an existing user as the config wants it; empty when it is.</summary>
    private List<string> Changes(UserAccount found)
    {
        List<string> arguments = [];
        if (!string.IsNullOrEmpty(User.HomeDir) && User.HomeDir != found.Home) arguments.AddRange(["--home", User.HomeDir, "--move-home"]);
        if (User.Uid is { } uid && uid != found.Uid) arguments.AddRange(["--uid", uid.ToString(CultureInfo.InvariantCulture)]);
        if (!string.IsNullOrEmpty(User.Gecos) && User.Gecos != found.Gecos) arguments.AddRange(["--comment", User.Gecos]);
        if (!string.IsNullOrEmpty(User.PrimaryGroup) && !IsPrimaryGroup(found)) arguments.AddRange(["--gid", User.PrimaryGroup]);
        if (!string.IsNullOrEmpty(User.Shell) && User.Shell != found.Shell) arguments.AddRange(["--shell", User.Shell]);
        // Memberships are added: those the image gave stay (B48).
        var missing = string.Join(',', User.Groups.Where(name => Stage.Accounts.FindGroup(name)?.Members.Contains(User.Name) != true));
        if (missing.Length > 0) arguments.AddRange(["--append", "--groups", missing]);
        return arguments;
    }

    private bool IsPrimaryGroup(UserAccount found) =>
        uint.TryParse(User.PrimaryGroup, NumberStyles.None, CultureInfo.InvariantCulture, out var gid)
            ? gid == found.Gid
            : Stage.Accounts.FindGroup(User.PrimaryGroup!)?.Gid == found.Gid;

    private static void Add(List<string> arguments, string flag, string? value)
    {
        if (!string.IsNullOrEmpty(value)) arguments.AddRange([flag, value]);
    }
}

/// <summary>Deletes a user with its home.</summary>
internal sealed record RemoveUser(FilesStageContext Stage, string Name) : FilesStep(Stage)
{
    public override string Sentence => $"delete the user {Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel) =>
        new(Stage.Accounts.FindUser(Name) is { } found
            ? Finding.NeededDestroying($"the user {Name} and everything in {found.Home}")
            : Finding.AlreadyRight);

    protected override ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        var result = Stage.Shadow.On("userdel", "--remove", "--", Name).Run(cancel);
        // 12: the home or mail spool could not be removed, most often because there is none; see userdel(8).
        const int HomeNotRemoved = 12;
        if (result.ExitCode != HomeNotRemoved) result.EnsureSuccess();
        Stage.AccountsChanged();
        Stage.Root.Forget();
        return default;
    }
}

/// <summary>Gives a user the directories of its home that were made for mount points, and a home that is missing.</summary>
internal sealed record OwnHome(FilesStageContext Stage, PasswdUser User) : FilesStep(Stage)
{
    private const int HomeMode = 0x1C0;

    public override string Sentence => $"make sure that {User.Name} has its home";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Accounts.FindUser(User.Name) is not { } user) return new(WantsHome(null) ? Finding.Needed : Finding.AlreadyRight);
        return new(IsMissing(user) || Foreign(machine, user).Count > 0 ? Finding.Needed : Finding.AlreadyRight);
    }

    protected override ValueTask DoAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Accounts.FindUser(User.Name) is not { } user) throw Fail(FilesFailures.Account, "there is no such user");
        var owner = new Ownership(user.Uid, user.Gid);
        if (IsMissing(user))
        {
            Stage.Touched.Add(Home(user));
            Nodes.MakeDirectory(Stage.Root, Home(user), owner, HomeMode, Stage.Parents);
        }
        foreach (var path in Foreign(machine, user)) Nodes.SetOwnerAndMode(Stage.Root, path, owner, HomeMode);
        return default;
    }

    private bool IsMissing(UserAccount user) =>
        WantsHome(user) && Home(user).Length > 1 && Stage.Root.Look(Home(user)) is null;

    /// <summary>Keys need a home (B47); otherwise only a home that the config asks for is made where useradd did not.</summary>
    private bool WantsHome(UserAccount? user) =>
        User.SshAuthorizedKeys.Count > 0
        || (User.NoCreateHome != true && (user is null || !string.IsNullOrEmpty(User.HomeDir)));

    private List<string> Foreign(Machine machine, UserAccount user)
    {
        var foreign = new List<string>();
        if (User.NoCreateHome == true || Home(user).Length <= 1) return foreign;
        foreach (var noted in machine.State.NotatedDirectories ?? [])
        {
            var path = RootedPath.Clean(noted);
            if (!RootedPath.IsAtOrBelow(path, Home(user)) || Stage.Root.Look(path) is not { Kind: NodeKind.Directory } found) continue;
            if (found.Mode != HomeMode || found.Owner != new Ownership(user.Uid, user.Gid)) foreign.Add(path);
        }
        return foreign;
    }

    private static string Home(UserAccount user) => RootedPath.Clean(user.Home);
}
