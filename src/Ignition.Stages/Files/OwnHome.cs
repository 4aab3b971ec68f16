using Ignition.Config.Model;
using Ignition.Linux.Accounts;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Gives a user the directories of its home that were made for mount points, and a home that is missing.</summary>
internal sealed class OwnHome(FilesStageContext stage, PasswdUser wanted, IReadOnlyList<PasswdUser> others) : FilesStep(stage)
{
    /// <summary>The entry.</summary>
    public PasswdUser User { get; } = wanted;

    /// <summary>Users of the config before this one.</summary>
    public IReadOnlyList<PasswdUser> Others { get; } = others;

    private const int HomeMode = Permissions.PrivateDirectory;

    public override string Description => $"make sure that {User.Name} has its home";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        var user = Stage.Accounts.FindUser(User.Name);
        var isNeeded = user is null ? WantsHome(null) : IsMissing(user) || Foreign(machine, user).Count > 0;
        var finding = isNeeded ? Finding.Needed : Finding.AlreadyRight;
        return new(finding.But(new HomeOwner(Stage, User, Others).Warning(user)));
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
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
        WantsHome(user) && Home(user).Length > 1 && Stage.Root.Inspect(Home(user)) is null;

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
            if (!RootedPath.IsAtOrBelow(path, Home(user)) || Stage.Root.Inspect(path) is not { Kind: NodeKind.Directory } found) continue;
            if (found.Mode != HomeMode || found.Owner != new Ownership(user.Uid, user.Gid)) foreign.Add(path);
        }
        return foreign;
    }

    private static string Home(UserAccount user) => RootedPath.Clean(user.Home);
}
