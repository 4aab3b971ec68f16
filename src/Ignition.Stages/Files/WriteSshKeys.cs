using System.Text;
using Ignition.Config.Model;
using Ignition.Linux.Files;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.Steps;
using Serilog.Events;

namespace Ignition.Stages.Files;

/// <summary>Writes a user's ssh keys: a fragment of its own, or lines added to <c>authorized_keys</c>.</summary>
internal sealed class WriteSshKeys(FilesStageContext stage, PasswdUser user) : FilesStep(stage)
{
    public PasswdUser User { get; } = user;

    private const string WrittenMessageId = "225067b87bbd4a0cb6ab151f82fa364b";
    private const int FileMode = Permissions.PrivateFile;
    private const int DirectoryMode = Permissions.PrivateDirectory;

    public override string Description => $"write {User.SshAuthorizedKeys.Count} ssh keys of {User.Name}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Target() is not { } target || Stage.Root.Inspect(target.Path) is not { } found) return new(Finding.Needed);
        if (found.Kind != NodeKind.File) return new(Finding.NeededDestroying($"{Kinds.Name(found.Kind)} {target.Path}"));
        var existing = Stage.Root.ReadFile(target.Path)!;
        var isRight = existing.AsSpan().SequenceEqual(Wanted(existing)) && found.Mode == FileMode && found.Owner == target.Owner;
        return new(isRight ? Finding.AlreadyRight : Finding.Needed);
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        if (Target() is not { } target) throw Fail(FilesFailures.Account, $"there is no user {User.Name}");
        var parents = new ParentOptions(DirectoryMode, path => RootedPath.IsAtOrBelow(path, target.Home) ? target.Owner : Ownership.Root, Stage.Parents.Made);
        Stage.Touched.Add(target.Path);
        using (var file = NewFile.Create(Stage.Root, target.Path, parents))
        {
            RefuseForeignDirectory(target);
            file.Write(Wanted(Stage.Root.ReadFile(target.Path)));
            file.Place(target.Owner, FileMode, replace: true);
        }

        WarnOfMalformed(machine);
        machine.Log.Entry(
            machine.Clock.GetUtcNow(),
            LogEventLevel.Information,
            $"wrote ssh authorized keys file for user: {User.Name}",
            ("MESSAGE_ID", WrittenMessageId),
            ("IGNITION_USER_NAME", User.Name),
            ("IGNITION_PATH", Stage.RootPath.TrimEnd('/') + target.Path));
        return default;
    }

    /// <summary>The keys; in the shared file, what else stands there stays (B47).</summary>
    private byte[] Wanted(byte[]? existing)
    {
        var text = new StringBuilder();
        var have = new HashSet<string>(StringComparer.Ordinal);
        if (!Stage.WritesKeyFragment && existing is not null)
        {
            var old = Encoding.UTF8.GetString(existing);
            text.Append(old);
            if (old.Length > 0 && old[^1] != '\n') text.Append('\n');
            foreach (var line in old.Split('\n')) have.Add(line.Trim());
        }
        foreach (var key in User.SshAuthorizedKeys)
            // A key out of a block of text has a line end already, which must not become an empty line.
            if (key.TrimEnd('\r', '\n') is { Length: > 0 } lines && (Stage.WritesKeyFragment || have.Add(key.Trim()))) text.Append(lines).Append('\n');
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private (string Path, string Home, Ownership Owner)? Target()
    {
        if (Stage.Accounts.FindUser(User.Name) is not { } user) return null;
        var home = RootedPath.Clean(user.Home);
        var file = Stage.WritesKeyFragment ? ".ssh/authorized_keys.d/ignition" : ".ssh/authorized_keys";
        return ($"{home.TrimEnd('/')}/{file}", home, new Ownership(user.Uid, user.Gid));
    }

    /// <summary>A link in the home may lead anywhere below the root: write only where the user could write itself (B43).</summary>
    private void RefuseForeignDirectory((string Path, string Home, Ownership Owner) target)
    {
        var directory = RootedPath.Parent(target.Path);
        var owner = Stage.Root.Inspect(directory + "/.")?.Owner.User;
        if (owner is { } uid && uid != target.Owner.User) throw Fail(FilesFailures.HomeUnsafe, $"{directory} belongs to the user id {uid}");
    }

    private void WarnOfMalformed(Machine machine)
    {
        for (var i = 0; i < User.SshAuthorizedKeys.Count; i++)
            if (!SshKey.IsWellFormed(User.SshAuthorizedKeys[i]))
                machine.Log.Warning("{Path:l}.sshAuthorizedKeys.{Number} is no key that sshd would accept", ConfigPath, i);
    }
}
