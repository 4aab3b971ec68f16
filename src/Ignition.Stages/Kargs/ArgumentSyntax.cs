namespace Ignition.Stages.Kargs;

/// <summary>A word of a boot loader's file.</summary>
internal sealed class WrittenWord(string raw, string? text)
{
    /// <summary>As it is written there.</summary>
    public string Raw { get; } = raw;

    /// <summary>The argument it stands for; null where a variable decides.</summary>
    public string? Text { get; } = text;

    /// <summary>Whether it is an argument. Double quotes count as part of it or not: GRUB takes them off and puts others around.</summary>
    public static bool Is(WrittenWord word, string argument) =>
        word.Text is { } text && (text == argument || (word.Raw == argument && word.Raw.AsSpan().IndexOfAny('\'', '\\') < 0));
}

/// <summary>How a file writes arguments one after the other.</summary>
internal sealed class ArgumentSyntax(Func<string, List<WrittenWord>> split, Func<string, string> quote)
{
    /// <summary>Words of a text; throws <see cref="InvalidDataException"/> where its program could not read it.</summary>
    public Func<string, List<WrittenWord>> Split { get; } = split;

    /// <summary>An argument as it is written.</summary>
    public Func<string, string> Quote { get; } = quote;

    /// <summary>What the kernel is given word for word: boot loader entries, <c>/etc/kernel/cmdline</c>, variables.</summary>
    public static ArgumentSyntax Kernel { get; } = new(static text => ArgumentWords.Split(text).ConvertAll(static word => new WrittenWord(word, word)), static word => word);

    /// <summary>What GRUB's script language reads.</summary>
    public static ArgumentSyntax Grub { get; } = new(GrubScript.Words, GrubScript.Quote);

    /// <summary>What GRUB's script language reads, with an argument's own double quotes left to it where they do there as they are.</summary>
    public static ArgumentSyntax GrubPlain { get; } = new(GrubScript.Words, static word => GrubScript.IsPlain(word) ? word : GrubScript.Quote(word));

    /// <summary>Edits a text of arguments.</summary>
    /// <returns>The new text; null when nothing has to change.</returns>
    /// <exception cref="InvalidDataException">The text cannot be read, or would not be read back as it was meant.</exception>
    public string? Edit(string text, WantedArguments wanted, bool adds)
    {
        if (wanted.Apply(Split(text), adds, WrittenWord.Is, Make) is not { } words) return null;
        var edited = string.Join(' ', words.Select(static word => word.Raw));
        RequireSame(words, Split(edited));
        return edited;
    }

    /// <summary>A word that writes an argument.</summary>
    public WrittenWord Make(string argument) => new(Quote(argument), argument);

    /// <summary>Fails when what was written does not read back.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    public static void RequireSame(IReadOnlyList<WrittenWord> written, IReadOnlyList<WrittenWord> read)
    {
        var isSame = written.Count == read.Count;
        for (var i = 0; isSame && i < read.Count; i++)
            isSame = written[i].Raw == read[i].Raw && (written[i].Text is not { } text || WrittenWord.Is(read[i], text));
        if (!isSame) throw new InvalidDataException("the kernel arguments cannot be written so that they are read back the same");
    }
}
