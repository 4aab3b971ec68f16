using System.Text;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>runcmd</c>, <c>bootcmd</c> and scripts beside the cloud-config: a script each, and a oneshot unit that runs it.</summary>
internal static class CloudCommands
{
    /// <summary>Directory of the scripts.</summary>
    public const string Scripts = "/etc/cloud-config";

    private const string Per = "cloud-init-per";

    /// <summary>Carries commands of the first boot.</summary>
    public static void FirstBoot(CloudDraft draft, CloudValue commands) => Commands(draft, commands, "runcmd");

    /// <summary>Carries commands of every boot.</summary>
    public static void EveryBoot(CloudDraft draft, CloudValue commands) => Commands(draft, commands, "bootcmd");

    /// <summary>Carries a script.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="from">The script.</param>
    /// <param name="name">Name of its unit.</param>
    /// <param name="text">Its text.</param>
    /// <param name="every">True for one that runs on every boot.</param>
    public static void Script(CloudDraft draft, CloudValue from, string name, string text, bool every)
    {
        var path = $"{Scripts}/{name}.sh";
        draft.Files.Put(path, DraftFile.Program, text, from);
        var done = $"/var/lib/cloud-config-{name}.done";
        var (order, after) = every
            ? ("Wants=network-pre.target\nBefore=network-pre.target\nAfter=local-fs.target\n", "")
            : ($"Wants=network-online.target\nAfter=network-online.target\nConditionPathExists=!{done}\n", $"ExecStartPost=/bin/touch {done}\n");
        var run = text.StartsWith("#!", StringComparison.Ordinal) && !text.StartsWith("#!/bin/sh\n", StringComparison.Ordinal) ? path : $"/bin/sh {path}";
        draft.Units.Add(
            $"cloud-config-{name}.service",
            $"[Unit]\nDescription=Commands of the cloud-config ({name})\n{order}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart={run}\n{after}\n[Install]\nWantedBy=multi-user.target\n",
            from);
    }

    /// <summary>Says what of a command will not work here.</summary>
    public static void Look(CloudDraft draft, CloudValue command, string text)
    {
        foreach (var program in CloudPrograms.Missing(draft.Target, text))
        {
            command.Change(program);
        }

        foreach (var word in text.Split("/home/").Skip(1))
        {
            var name = string.Concat(word.TakeWhile(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
            if (name.Length > 0 && CloudFileOwner.Follow(draft, name) is var owner && owner != name)
            {
                command.Remark($"it names /home/{name}; the default user is {owner} here");
            }
        }
    }

    private static void Commands(CloudDraft draft, CloudValue commands, string name)
    {
        if (commands.IsMap)
        {
            commands.LoseAll("a list of commands is expected here");
            return;
        }

        var (script, per) = (new StringBuilder(), false);
        foreach (var command in commands.Items())
        {
            if (Line(command) is not { } line)
            {
                continue;
            }

            Look(draft, command, line);
            script.Append(line).Append('\n');
            if (line.Contains(Per, StringComparison.Ordinal))
            {
                per = true;
                command.Remark($"{Per} is a script in {Scripts}/bin, which remembers in /var/lib/cloud-config-per what it has run");
            }
        }

        if (script.Length == 0)
        {
            commands.Remark("there are no commands");
            return;
        }

        if (per)
        {
            draft.Files.Put($"{Scripts}/bin/{Per}", DraftFile.Program, PerScript, commands);
        }

        Script(draft, commands, name, $"#!/bin/sh\n{(per ? $"PATH={Scripts}/bin:$PATH\n" : "")}{script}", every: name == "bootcmd");
    }

    // Texts are lines of the script as they stand, lists are words.
    private static string? Line(CloudValue command)
    {
        if (command.IsScalar)
        {
            if (command.Text()?.TrimEnd('\n') is { Length: > 0 } text)
            {
                return text;
            }

            command.Remark("this command is empty");
            return null;
        }

        if (command.IsMap || command.Node.Children.Exists(word => word.Kind != YamlKind.Scalar))
        {
            command.LoseAll("a command is a text or a list of words; a colon and a space inside a text need quotes around it");
            return null;
        }

        return command.Node.Children.Count == 0 ? null : string.Join(' ', command.Node.Children.Select((word, index) => Quote(word.Text)));
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    // once and instance are the same here: the machine has one instance.
    private const string PerScript = """
        #!/bin/sh
        # cloud-init-per FREQUENCY NAME COMMAND [ARGUMENT...]: runs a command always, or once.
        frequency=$1 name=$2
        shift 2
        stamp=/var/lib/cloud-config-per/$(echo "$name" | tr / _)
        [ "$frequency" != always ] && [ -e "$stamp" ] && exit 0
        "$@" || exit
        mkdir -p /var/lib/cloud-config-per
        [ "$frequency" = always ] || : > "$stamp"

        """;
}
