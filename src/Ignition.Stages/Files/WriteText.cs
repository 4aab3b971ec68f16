using Ignition.Linux.Files;
using Ignition.Provisioning.Steps;

namespace Ignition.Stages.Files;

/// <summary>Writes a file of root's whose bytes are at hand: units, drop-ins, what a platform wants written.</summary>
internal sealed class WriteText(FilesStageContext stage, string path, string what, Func<byte[]> bytes, int mode) : FilesStep(stage)
{
    /// <summary>A cleaned path.</summary>
    public string Path { get; } = path;

    /// <summary>What it is, for the sentence: <c>unit</c>, <c>drop-in</c>.</summary>
    public string What { get; } = what;

    /// <summary>Its contents.</summary>
    public Func<byte[]> Bytes { get; } = bytes;

    /// <summary>Mode bits.</summary>
    public int Mode { get; } = mode;

    public override string Description => $"write the {What} {Path}";

    protected override ValueTask<Finding> FindAsync(Machine machine, CancellationToken cancel)
    {
        if (Stage.Root.Inspect(Path) is not { } found) return new(Finding.Needed);
        if (found.Kind == NodeKind.File)
        {
            using var file = Stage.Root.OpenFile(Path);
            if (file is not null && file.HasBytes(Bytes()))
                return new(found.Mode == Mode && found.Owner == Ownership.Root && !Nodes.HasLeftover(Stage.Root, Path) ? Finding.AlreadyRight : Finding.Needed);
            if (Stage.Unfinished.Has(Path)) return new(Finding.Needed);
        }
        // A mask is the absence of a unit: replacing it loses nothing.
        return new(Stage.Units.PointsToNull(Path) ? Finding.Needed : Finding.NeededDestroying($"{Kinds.Name(found.Kind)} {Path}"));
    }

    protected override ValueTask DoAsync(Machine machine, Finding finding, CancellationToken cancel)
    {
        Stage.Touched.Add(Path);
        using var file = NewFile.Create(Stage.Root, Path, Stage.Parents);
        file.Write(Bytes());
        file.Place(Ownership.Root, Mode, replace: true);
        return default;
    }
}
