namespace Ignition.Stages.Kargs;

/// <summary>Edits of grub.cfg.</summary>
internal static class GrubText
{
    /// <summary>Edits every command of a grub.cfg that boots this system's Linux; entries of other systems stay.</summary>
    /// <param name="text">Text of grub.cfg.</param>
    /// <param name="wanted">What is wanted.</param>
    /// <param name="adds">Whether words are added here, or only removed because a variable brings the others.</param>
    /// <returns>The new text; null when nothing has to change.</returns>
    /// <exception cref="InvalidDataException">GRUB could not read it.</exception>
    public static string? EditConfig(string text, WantedArguments wanted, Func<LinuxCommand, bool> adds)
    {
        var syntax = ArgumentSyntax.Grub;
        var commands = GrubScript.Linux(text);
        var meant = new List<IReadOnlyList<WrittenWord>>();
        var result = text;
        var isChanged = false;
        for (var i = commands.Count - 1; i >= 0; i--)
        {
            var command = commands[i];
            var changed = IsForeign(command.Section) ? null : wanted.Apply(command.Arguments, adds(command), WrittenWord.Is, syntax.Make);
            meant.Insert(0, changed ?? command.Arguments);
            if (changed is null) continue;
            isChanged = true;
            result = string.Concat(result.AsSpan(0, command.Start), string.Concat(changed.Select(static word => " " + word.Raw)), result.AsSpan(command.End));
        }

        if (!isChanged) return null;
        var read = GrubScript.Linux(result);
        if (read.Count != meant.Count) throw new InvalidDataException("the kernel arguments cannot be written so that they are read back the same");
        for (var i = 0; i < read.Count; i++) ArgumentSyntax.RequireSame(meant[i], read[i].Arguments);
        return result;
    }

    /// <summary>True when a grub.cfg has a command that boots Linux.</summary>
    /// <exception cref="InvalidDataException">GRUB could not read it.</exception>
    public static bool BootsLinux(string text) => GrubScript.Linux(text).Count > 0;

    /// <summary>Entries of other systems and of memory testers.</summary>
    private static bool IsForeign(string section) =>
        section.Contains("os-prober", StringComparison.Ordinal) || section.Contains("memtest", StringComparison.Ordinal);
}
