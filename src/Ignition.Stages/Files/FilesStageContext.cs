using Ignition.Linux.Accounts;
using Ignition.Linux.Files;
using Ignition.Linux.Processes;
using Ignition.Linux.Systemd;
using Ignition.Provisioning.State;

namespace Ignition.Stages.Files;

/// <summary>What the steps of the files stage share: the open sysroot, its accounts, what the environment says.</summary>
internal sealed class FilesStageContext : IDisposable
{
    private readonly IReadOnlyDictionary<string, string> _environment;
    private List<(string Home, Ownership Owner)>? _homes;

    private FilesStageContext(string rootPath, IReadOnlyDictionary<string, string> environment, string bootIdPath)
    {
        _environment = environment;
        RootPath = rootPath;
        BootIdPath = bootIdPath;
        Root = RootedDirectory.Open(rootPath, ".ignition-part-");
        Accounts = new AccountDatabase(Root, rootPath);
        Vendor = new VendorAccounts(Root, Accounts);
        Shadow = new ShadowUtils(rootPath, SearchPath);
        Units = new UnitFiles(Root);
        Enablement = new Enablement(Root);
        Parents = new ParentOptions(Permissions.PublicDirectory, OwnerBelowHome, path => Touched.Add(path));
    }

    /// <summary>Absolute path of the sysroot.</summary>
    public string RootPath { get; }

    /// <summary>The sysroot.</summary>
    public RootedDirectory Root { get; }

    /// <summary>Users and groups as the sysroot sees them.</summary>
    public AccountDatabase Accounts { get; }

    /// <summary>Those of them that only the image's own database has.</summary>
    public VendorAccounts Vendor { get; }

    /// <summary>useradd and its relatives.</summary>
    public ShadowUtils Shadow { get; }

    /// <summary>Unit files of the sysroot.</summary>
    public UnitFiles Units { get; }

    /// <summary>Enablement links of the sysroot.</summary>
    public Enablement Enablement { get; }

    /// <summary>How missing directories are made: 0755, root's; in a home its user's (B45).</summary>
    public ParentOptions Parents { get; }

    /// <summary>File with the id of this boot.</summary>
    public string BootIdPath { get; }

    /// <summary>Users that steps of this plan make.</summary>
    public HashSet<string> PlannedUsers { get; } = new(StringComparer.Ordinal);

    /// <summary>Groups that steps of this plan make.</summary>
    public HashSet<string> PlannedGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>Users that steps of this plan delete.</summary>
    public HashSet<string> RemovedUsers { get; } = new(StringComparer.Ordinal);

    /// <summary>Groups that steps of this plan delete.</summary>
    public HashSet<string> RemovedGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>Directories of the config, by their cleaned paths.</summary>
    public Dictionary<string, Config.Model.ConfigDirectory> PlannedDirectories { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths of directories, files and links that steps of this plan make, links followed, and which entry makes each.</summary>
    public Dictionary<string, PlannedPath> PlannedPaths { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that were made or changed, for SELinux labels.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that an earlier run, cut off before it was complete, was about to create.</summary>
    public UnfinishedRun Unfinished => _unfinished ??= UnfinishedRun.Read(Root);

    /// <summary>True: <c>~/.ssh/authorized_keys.d/ignition</c>; false: <c>~/.ssh/authorized_keys</c>.</summary>
    public bool WritesKeyFragment => Switch.Read(_environment, "IGNITION_WRITE_AUTHORIZED_KEYS_FRAGMENT");

    /// <summary>True when what was made gets its SELinux labels, where the sysroot has a policy.</summary>
    public bool SetsLabels => SelinuxLabels.AreWanted(_environment);

    /// <summary>PATH for programs; null for this process's.</summary>
    public string? SearchPath => _environment.GetValueOrDefault("PATH");

    /// <summary>True when systemd will apply presets because it takes the next boot of the sysroot for its first; see machine-id(5).</summary>
    public bool AppliesPresets
    {
        get
        {
            var id = Root.ReadFile("/etc/machine-id", follow: true);
            return id is null || id.AsSpan().Trim("\n "u8).SequenceEqual("uninitialized"u8);
        }
    }

    /// <summary>The account files as they were before this stage.</summary>
    public AccountsBackup Backup => _backup ??= new AccountsBackup(Root);

    private UnfinishedRun? _unfinished;
    private AccountsBackup? _backup;
    private bool _isChanging;

    /// <summary>Opens the sysroot.</summary>
    /// <param name="rootPath">Its path.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="bootIdPath">File with the id of this boot.</param>
    public static FilesStageContext Open(
        string rootPath, IReadOnlyDictionary<string, string> environment, string bootIdPath = "/proc/sys/kernel/random/boot_id") =>
        new(rootPath, environment, bootIdPath);

    /// <summary>A program with this stage's PATH.</summary>
    public Command Program(string name, params ReadOnlySpan<string> arguments)
    {
        var command = new Command(name).WithArguments(arguments).WithTimeout(TimeSpan.FromMinutes(10));
        return SearchPath is { } path ? command.WithEnvironment("PATH", path) : command;
    }

    /// <summary>True when a program can be found.</summary>
    public bool HasProgram(string name) => ProgramPath.Find(name, SearchPath) is not null;

    /// <summary>Runs a program that changes accounts; a cut in the midst of it is undone by the next run.</summary>
    /// <param name="command">The program.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="home">Home that it may make, a cleaned path; null for none.</param>
    /// <exception cref="CommandException">There is no such program, or it took too long.</exception>
    public CommandResult ChangeAccounts(Command command, CancellationToken cancel, string? home = null)
    {
        Backup.Begin(home, Parents);
        _isChanging = true;
        try
        {
            var result = command.Run(cancel);
            // A program that ends by itself has tidied up, whatever it says.
            _isChanging = result.Signal > 0;
            return result;
        }
        catch (ProgramNotFoundException)
        {
            _isChanging = false;
            throw;
        }
        finally
        {
            AccountsChanged();
        }
    }

    /// <summary>Forgets accounts after a program changed them.</summary>
    public void AccountsChanged()
    {
        Accounts.Forget();
        _homes = null;
        Root.NoteWritten("/etc");
    }

    public void Dispose()
    {
        try
        {
            // A stage that fails in order leaves its accounts as they are, for whoever repairs the machine.
            if (Backup.IsOpen && !_isChanging) Backup.End();
        }
        finally
        {
            Root.Dispose();
        }
    }

    /// <summary>Owner of a directory that is made on the way to something: the user's in a home, else root.</summary>
    private Ownership OwnerBelowHome(string path)
    {
        _homes ??= Homes();
        var canonical = Root.Canonical(path);
        foreach (var (home, owner) in _homes)
            if (canonical.Length > home.Length && RootedPath.IsAtOrBelow(canonical, home)) return owner;
        return Ownership.Root;
    }

    private List<(string, Ownership)> Homes()
    {
        // Ids from 1000 up are people's; 65534 is nobody. See UID_MIN in login.defs(5).
        const uint FirstPerson = 1000;
        const uint Nobody = 65534;
        var homes = new List<(string, Ownership)>();
        foreach (var user in Accounts.LocalUsers())
            if (user.Uid >= FirstPerson && user.Uid != Nobody && user.Home.Length > 1 && user.Home[0] == '/')
                homes.Add((Root.Canonical(RootedPath.Clean(user.Home)), new Ownership(user.Uid, user.Gid)));
        return homes;
    }
}
