using System.Text;
using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>runcmd</c> and <c>bootcmd</c>: a script each, and a oneshot unit that runs it.</summary>
internal static class CloudCommands
{
    private const string Done = "/var/lib/cloud-config-runcmd.done";

    /// <summary>Carries commands of the first boot.</summary>
    public static void FirstBoot(CloudDraft draft, YamlNode commands) => Add(
        draft,
        commands,
        "runcmd",
        $"Wants=network-online.target\nAfter=network-online.target\nConditionPathExists=!{Done}\n",
        $"ExecStartPost=/bin/touch {Done}\n");

    /// <summary>Carries commands of every boot.</summary>
    public static void EveryBoot(CloudDraft draft, YamlNode commands) => Add(
        draft,
        commands,
        "bootcmd",
        "Wants=network-pre.target\nBefore=network-pre.target\nAfter=local-fs.target\n",
        "");

    private static void Add(CloudDraft draft, YamlNode commands, string name, string order, string after)
    {
        var script = new StringBuilder("#!/bin/sh\n");
        foreach (var command in commands.Items())
        {
            if (command.Text() is { } line)
            {
                script.Append(line.TrimEnd('\n')).Append('\n');
            }
            else if (command.Resolved.Kind == YamlKind.Sequence)
            {
                var words = new List<string>();
                foreach (var word in command.Resolved.Children)
                {
                    words.Add(Quote(word.Text() ?? ""));
                }

                script.Append(string.Join(' ', words)).Append('\n');
            }
            else
            {
                draft.Note(command, name, "a command is a text or a list of words");
            }
        }

        var path = $"/etc/cloud-config/{name}.sh";
        draft.AddFile(path, "0755", script.ToString());
        draft.AddUnit(
            $"cloud-config-{name}.service",
            $"[Unit]\nDescription=Commands of the cloud-config ({name})\n{order}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/sh {path}\n{after}\n[Install]\nWantedBy=multi-user.target\n");
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
