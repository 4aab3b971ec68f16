namespace Ignition.Butane.CloudConfig;

/// <summary><c>coreos.units</c>.</summary>
internal static class CoreosUnits
{
    private static readonly string[] Kinds = [".service", ".socket", ".device", ".mount", ".automount", ".swap", ".target", ".path", ".timer", ".slice", ".scope"];
    private static readonly string[] NetworkKinds = [".network", ".netdev", ".link"];
    private static readonly string[] Starts = ["start", "restart", "try-restart", "reload-or-restart", "reload-or-try-restart", "reload"];

    /// <summary>Carries a unit.</summary>
    public static void Carry(CloudDraft draft, CloudValue item)
    {
        if (item.Map() is not { } map)
        {
            return;
        }

        if (map.Text("name") is not { Length: > 0 } name || name.Contains('/', StringComparison.Ordinal))
        {
            map.LoseAll("a unit without a name is left out");
            return;
        }

        if (Array.Exists(NetworkKinds, kind => name.EndsWith(kind, StringComparison.Ordinal)))
        {
            Network(draft, item, map, name);
            return;
        }

        if (!Array.Exists(Kinds, kind => name.EndsWith(kind, StringComparison.Ordinal)))
        {
            item.LoseAll($"{name} is no name of a unit");
            return;
        }

        var unit = draft.Units.At(name, item);
        if (!map.Has("content") && CoreosBlock.GoneUnit(draft.Target, name) is { } gone)
        {
            map.Peek("name")!.Change(gone);
        }

        var mask = map.Flag("mask", false);
        unit.Mask |= mask;
        Contents(unit, item, map.Take("content"), name, mask);
        foreach (var dropin in (map.Take("drop_ins") ?? map.Take("dropins"))?.Items() ?? [])
        {
            Dropin(draft, name, dropin);
        }

        if (map.Flag("runtime", false))
        {
            map.Peek("runtime")!.Remark("the unit stays after the next boot too");
        }

        Start(draft, unit, map);
        map.Rest();
    }

    /// <summary>The text of a unit; of two the last counts.</summary>
    private static void Contents(DraftUnit unit, CloudValue item, CloudValue? content, string name, bool mask)
    {
        if (content?.Text() is not { } text) return;
        if (text.Length == 0 || mask)
        {
            content.Remark(mask ? "the unit is masked" : "there is no text");
            return;
        }

        if (unit.Contents is not null) unit.From.Lose($"{name} comes again on {CloudReport.Line(item.Key)}, and the text there counts");
        unit.Contents = text;
    }

    /// <summary>Adds a drop-in; of two with one name the last counts.</summary>
    public static void Dropin(CloudDraft draft, string unit, string name, string text, CloudValue from)
    {
        var dropins = draft.Units.At(unit, from).Dropins;
        if (dropins.FindIndex(other => other.Name == name) is var at and >= 0)
        {
            dropins[at].From.Lose($"{name} comes again on {CloudReport.Line(from.Key)}, and the last one counts");
            dropins.RemoveAt(at);
        }

        dropins.Add((name, text, from));
    }

    private static void Dropin(CloudDraft draft, string unit, CloudValue dropin)
    {
        if (dropin.Map() is not { } map)
        {
            return;
        }

        var (name, content) = (map.Text("name"), map.Take("content"));
        map.Rest();
        if (name is not { Length: > 0 } || content?.Text() is not { } text)
        {
            map.LoseAll("a drop-in needs a name and its content");
        }
        else if (!name.EndsWith(".conf", StringComparison.Ordinal))
        {
            dropin.LoseAll("systemd reads drop-ins whose names end in .conf");
        }
        else
        {
            Dropin(draft, unit, name, text, dropin);
        }
    }

    // coreos-cloudinit ran on every boot; what it started must now start by itself.
    private static void Start(CloudDraft draft, DraftUnit unit, CloudMap map)
    {
        var (enable, command) = (map.Flag("enable", false), map.Take("command")?.Name());
        if (command == "stop")
        {
            map.Peek("command")!.Remark("the unit is disabled, so it does not start");
            unit.Enabled = false;
            return;
        }

        if (command is not null && Array.IndexOf(Starts, command) < 0)
        {
            map.Peek("command")!.Lose("this command is not known");
            command = null;
        }

        if (command is not (null or "start"))
        {
            map.Peek("command")!.Remark("everything the config writes is there before the unit starts");
        }

        if (unit.Mask)
        {
            if (command is not null)
            {
                map.Peek("command")!.Lose("the unit is masked");
            }

            if (enable)
            {
                map.Peek("enable")!.Lose("the unit is masked");
            }

            return;
        }

        var installs = unit.Contents is null || Installs(unit.Contents);
        if (enable && command is "start")
        {
            map.Peek("enable")!.Remark("command: start enables the unit already");
        }

        if (command is "start" or "restart" or "reload-or-restart" && !installs)
        {
            map.Peek("command")!.Remark("the unit has no [Install] section, so multi-user.target wants it");
            Dropin(draft, "multi-user.target", $"20-{unit.Name}.conf", $"[Unit]\nWants={unit.Name}\n", map.Peek("command")!);
        }
        else if ((enable || command is "start") && installs)
        {
            unit.Enabled = true;
        }
        else if (enable)
        {
            map.Peek("enable")!.Lose("the unit has no [Install] section, so it cannot be enabled");
        }
        else if (command is not null && unit is { Contents: not null, Enabled: null } && installs)
        {
            unit.Enabled = true;
        }
    }

    private static bool Installs(string text)
    {
        var inside = false;
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            inside = trimmed.StartsWith('[') ? trimmed == "[Install]" : inside;
            if (inside && trimmed.Length > 0 && char.IsAsciiLetter(trimmed[0]) && trimmed.Contains('=', StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static void Network(CloudDraft draft, CloudValue item, CloudMap map, string name)
    {
        if (map.Take("content")?.Text() is { } text)
        {
            draft.Files.Put($"/etc/systemd/network/{name}", DraftFile.Readable, text, item);
        }

        if (!draft.Target.IsFlatcar)
        {
            item.Change("NetworkManager sets up the network and not systemd-networkd; write a keyfile below /etc/NetworkManager/system-connections");
        }

        map.Rest(_ => "systemd-networkd reads the file when it starts");
    }
}
