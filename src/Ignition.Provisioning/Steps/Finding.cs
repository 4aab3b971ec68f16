namespace Ignition.Provisioning.Steps;

/// <summary>What a look at the machine found. A step that needs more of it to act than this has a kind of its own.</summary>
internal class Finding
{
    /// <summary>False when the machine is already right.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>What applying the step destroys, as one phrase (<c>all data on /dev/vda2 (ext4)</c>); null for nothing.</summary>
    public string? Destroys { get; init; }

    /// <summary>What works, but most likely not as it was meant: one sentence for plan and journal; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>The machine is already right.</summary>
    public static Finding AlreadyRight { get; } = new();

    /// <summary>There is something to do and nothing is lost by it.</summary>
    public static Finding Needed { get; } = new() { IsNeeded = true };

    /// <summary>There is something to do and it destroys data.</summary>
    public static Finding NeededDestroying(string what) => new() { IsNeeded = true, Destroys = what };

    /// <summary>The same, with a warning where there is one.</summary>
    public Finding But(string? warning) => warning is null ? this : new Finding { IsNeeded = IsNeeded, Destroys = Destroys, Warning = warning };
}
