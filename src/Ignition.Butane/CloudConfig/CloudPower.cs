namespace Ignition.Butane.CloudConfig;

/// <summary><c>power_state</c>: what happens once the commands of the first boot have run.</summary>
internal static class CloudPower
{
    private static readonly (string Mode, string Flag)[] Modes = [("reboot", "-r"), ("poweroff", "-P"), ("halt", "-H")];

    /// <summary>Carries the power state.</summary>
    public static void Carry(CloudDraft draft, CloudValue power)
    {
        if (power.Map() is not { } map)
        {
            return;
        }

        var (mode, condition, message) = (map.Take("mode"), map.Take("condition"), map.Take("message"));
        var delay = map.Text("delay", "now").TrimStart('+');
        map.Take("timeout")?.Lose("the unit of runcmd has its own TimeoutStartSec; nothing else is waited for");
        map.Rest();
        if (mode?.Name() is not { } name || Array.Find(Modes, known => known.Mode == name).Flag is not { } flag)
        {
            power.LoseAll("the modes are reboot, poweroff and halt");
            return;
        }

        if (condition is not null && condition.Is(false))
        {
            power.RemarkAll("by its condition the machine stays on");
            return;
        }

        if (condition is not null && condition.Is(true))
        {
            condition.Remark("that is so by default");
            condition = null;
        }

        if (delay is not "now" && !delay.All(char.IsAsciiDigit))
        {
            map.Peek("delay")!.Lose("now, or a number of minutes, is expected here");
            delay = "now";
        }

        var test = condition is null ? "" : condition.IsList
            ? string.Join(' ', condition.Items().Select(word => Quote(word.Text() ?? ""))) + " || exit 0\n"
            : $"sh -c {Quote(condition.Text() ?? "true")} || exit 0\n";
        var text = message?.Text() is { } words ? " " + Quote(words) : "";
        const string Done = "/var/lib/cloud-config-power-state.done";
        var path = $"{CloudCommands.Scripts}/power-state.sh";
        draft.Files.Put(path, DraftFile.Program, $"#!/bin/sh\ntouch {Done}\n{test}exec shutdown {flag} {(delay == "now" ? delay : "+" + delay)}{text}\n", power);
        draft.Units.Add(
            "cloud-config-power-state.service",
            $"[Unit]\nDescription=Power state of the cloud-config\nAfter=cloud-config-runcmd.service multi-user.target\nConditionPathExists=!{Done}\n\n[Service]\nType=oneshot\nExecStart=/bin/sh {path}\n\n[Install]\nWantedBy=multi-user.target\n",
            power);
    }

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
