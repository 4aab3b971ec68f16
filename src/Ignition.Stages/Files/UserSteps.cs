using System.Globalization;
using Ignition.Config.Model;
using Ignition.Linux.Accounts;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Makes a user, or changes an existing one where it differs from the config.</summary>
internal sealed class EnsureUser(FilesStageContext stage, PasswdUser user, IReadOnlySet<string> made, string? sharesWith) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public PasswdUser User { get; } = user;

    /// <summary>Groups that steps before this one make.</summary>
    public IReadOnlySet<string> Made { get; } = made;

    /// <summary>An earlier user of the config with the same id; null for none.</summary>
    public string? SharesWith { get; } = sharesWith;

    public override string Description => $"make sure that there is a user {User.Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        RequireGroups();
        var found = Stage.Accounts.FindUser(User.Name);
        if (found is not null && Changes(found).Count == 0) return new(Finding.AlreadyRight);
        var other = Sharer() is { } name && !Stage.RemovedUsers.Contains(name) ? name : SharesWith;
        var warning = other is null || found?.Uid == User.Uid ? null
            : $"{User.Name} gets the user id {User.Uid}, which is {other}'s too: to the kernel the two are one user";
        return new(Finding.Needed.But(warning));
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        var found = Stage.Accounts.FindUser(User.Name);
        VendorCopies.Make(Stage, machine, User.Name, NeededGroups(found));
        var command = found is null
            ? Stage.Shadow.On("useradd", [.. Fields(), "--", User.Name])
            : Stage.Shadow.On("usermod", [.. Changes(found), "--", User.Name]);
        Stage.ChangeAccounts(command, cancel, found is null && User.NoCreateHome != true ? NewHome() : null).EnsureSuccess();
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
        if (Sharer() is not null) arguments.Add("--non-unique");
        Add(arguments, "--comment", User.Gecos);
        Add(arguments, "--gid", User.PrimaryGroup);
        Add(arguments, "--groups", string.Join(',', User.Groups));
        Add(arguments, "--shell", User.Shell);
        return arguments;
    }

    /// <summary>A group by its name, or by its number as shadow-utils takes it.</summary>
    private GroupAccount? FindGroup(string text) =>
        Stage.Accounts.FindGroup(text) ?? (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gid) ? Stage.Accounts.FindGroup(gid) : null);

    /// <summary>Another user of the sysroot that has the id already.</summary>
    private string? Sharer() => User.Uid is { } uid ? Stage.Accounts.FindUser((uint)uid, User.Name)?.Name : null;

    /// <summary>Fails when a group will not be there in time, before any program is run that would say so.</summary>
    private void RequireGroups()
    {
        foreach (var name in User.Groups.Append(User.PrimaryGroup ?? ""))
        {
            // A number is taken as an id.
            if (name.Length == 0 || !name.AsSpan().ContainsAnyExceptInRange('0', '9') || Made.Contains(name)) continue;
            if (!Stage.RemovedGroups.Contains(name) && Stage.Accounts.FindGroup(name) is not null) continue;
            throw Fail(FilesFailures.Account, $"there is no group {name}");
        }
    }

    /// <summary>Where useradd makes the home.</summary>
    private string NewHome() => RootedPath.Clean(string.IsNullOrEmpty(User.HomeDir) ? $"{UserDefaults.HomeBase(Stage.Root)}/{User.Name}" : User.HomeDir);

    /// <summary>Arguments that make an existing user as the config wants it; empty when it is.</summary>
    private List<string> Changes(UserAccount found)
    {
        List<string> arguments = [];
        if (!string.IsNullOrEmpty(User.HomeDir) && User.HomeDir != found.Home)
        {
            arguments.AddRange(["--home", User.HomeDir]);
            // usermod refuses to move to where something stands; a run that was cut off may have moved it already.
            if (Stage.Root.Inspect(RootedPath.Clean(User.HomeDir)) is null) arguments.Add("--move-home");
        }

        if (User.Uid is { } uid && uid != found.Uid)
        {
            arguments.AddRange(["--uid", uid.ToString(CultureInfo.InvariantCulture)]);
            if (Sharer() is not null) arguments.Add("--non-unique");
        }

        if (!string.IsNullOrEmpty(User.Gecos) && User.Gecos != found.Gecos) arguments.AddRange(["--comment", User.Gecos]);
        if (!string.IsNullOrEmpty(User.PrimaryGroup) && !IsPrimaryGroup(found)) arguments.AddRange(["--gid", User.PrimaryGroup]);
        if (!string.IsNullOrEmpty(User.Shell) && User.Shell != found.Shell) arguments.AddRange(["--shell", User.Shell]);
        // Memberships are added: those the image gave stay (B48).
        var missing = string.Join(',', MissingGroups());
        if (missing.Length > 0) arguments.AddRange(["--append", "--groups", missing]);
        return arguments;
    }

    private IEnumerable<string> MissingGroups() => User.Groups.Where(name => FindGroup(name)?.Members.Contains(User.Name) != true);

    /// <summary>Names of the groups that useradd or usermod has to find.</summary>
    private IEnumerable<string> NeededGroups(UserAccount? found)
    {
        var texts = found is null ? User.Groups : MissingGroups();
        if (!string.IsNullOrEmpty(User.PrimaryGroup) && (found is null || !IsPrimaryGroup(found))) texts = texts.Append(User.PrimaryGroup);
        // useradd refuses a user whose own group is there; it must not make a second one with another id.
        else if (found is null && User.NoUserGroup != true) texts = texts.Append(User.Name);
        return texts.Select(FindGroup).OfType<GroupAccount>().Select(static group => group.Name);
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
internal sealed class RemoveUser(FilesStageContext stage, string name) : FilesStep(stage)
{
    public string Name { get; } = name;

    public override string Description => $"delete the user {Name}";

    protected override FailureCode ProgramCode => FilesFailures.Account;

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Accounts.FindUser(Name) is not { } found) return new(Finding.AlreadyRight);
        var vendor = Stage.Accounts.VendorUserFile(Name);
        var isDone = vendor is not null && !Stage.Accounts.IsUserInEtc(Name) && !HasHome(found);
        var finding = isDone ? Finding.AlreadyRight : Finding.NeededDestroying($"the user {Name} and everything in {found.Home}");
        return new(finding.But(vendor is null ? null : VendorCopies.StaysWarning("user", Name, vendor)));
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        VendorCopies.Make(Stage, machine, Name, []);
        var result = Stage.ChangeAccounts(Stage.Shadow.On("userdel", "--remove", "--", Name), cancel);
        // 12: the home or mail spool could not be removed, most often because there is none; see userdel(8).
        const int HomeNotRemoved = 12;
        if (result.ExitCode != HomeNotRemoved) result.EnsureSuccess();
        Stage.Root.Forget();
        return default;
    }

    /// <summary>A home that userdel would remove: it leaves alone what is not the user's.</summary>
    private bool HasHome(UserAccount found) =>
        Stage.Root.Inspect(RootedPath.Clean(found.Home)) is { Kind: NodeKind.Directory } home && home.Owner.User == found.Uid;
}
