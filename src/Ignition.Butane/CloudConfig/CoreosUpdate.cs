using System.Globalization;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>coreos.update</c>: when the system updates itself.</summary>
internal static class CoreosUpdate
{
    // Strategy of locksmith, and the lines that ask zincati for the same.
    private static readonly (string Strategy, string Zincati)[] Strategies =
    [
        ("off", "[updates]\nenabled = false\n"),
        ("false", "[updates]\nenabled = false\n"),
        ("reboot", "[updates]\nstrategy = \"immediate\"\n"),
        ("best-effort", "[updates]\nstrategy = \"immediate\"\n"),
    ];

    /// <summary>Carries the strategy of updates.</summary>
    public static void Carry(CloudDraft draft, CloudValue update)
    {
        if (update.Map() is not { } map)
        {
            return;
        }

        if (draft.Target.IsFlatcar)
        {
            Flatcar(draft, update, map);
        }
        else
        {
            Ostree(draft, update, map);
        }
    }

    private static void Flatcar(CloudDraft draft, CloudValue update, CloudMap map)
    {
        var text = "";
        foreach (var (key, name) in ((string, string)[])[("group", "GROUP"), ("server", "SERVER"), ("reboot_strategy", "REBOOT_STRATEGY"),
            ("window_start", "LOCKSMITHD_REBOOT_WINDOW_START"), ("window_length", "LOCKSMITHD_REBOOT_WINDOW_LENGTH")])
        {
            if (map.Take(key) is { } value && value.Name() is { } given)
            {
                // YAML takes off for a truth value.
                var quoted = given.Contains(' ', StringComparison.Ordinal) ? $"\"{given}\"" : given;
                text += $"{name}={(key == "reboot_strategy" && value.Is(false) ? "off" : quoted)}\n";
            }
        }

        map.Rest();
        if (text.Length > 0)
        {
            draft.Files.Put("/etc/flatcar/update.conf", DraftFile.Readable, text, update);
        }
    }

    private static void Ostree(CloudDraft draft, CloudValue update, CloudMap map)
    {
        var (strategy, start, length) = (map.Take("reboot_strategy"), map.Take("window_start"), map.Take("window_length"));
        map.Take("group")?.Lose("the stream of updates is chosen by rpm-ostree rebase");
        map.Take("server")?.Lose("the server of updates is [cincinnati] base_url in a file below /etc/zincati/config.d");
        map.Rest();
        if (draft.Target.Variant != "fcos")
        {
            foreach (var value in (CloudValue?[])[strategy, start, length])
            {
                value?.Lose("the system updates when it is told to: enable rpm-ostreed-automatic.timer and write /etc/rpm-ostreed.conf");
            }

            return;
        }

        if (start?.Name() is { } begin && length?.Name() is { } duration && Window(begin, duration) is { } window)
        {
            draft.Files.Put("/etc/zincati/config.d/55-cloud-config.toml", DraftFile.Readable, window, update);
            strategy?.Remark("reboots wait for the window, by the periodic strategy of zincati");
            return;
        }

        foreach (var value in (CloudValue?[])[start, length])
        {
            value?.Lose("a window has a start, as Thu 04:00, and a length, as 1h30m");
        }

        var name = strategy?.Name() is { } given ? strategy.Is(false) ? "off" : given : null;
        if (name is null)
        {
            return;
        }

        if (Array.Find(Strategies, known => known.Strategy == name).Zincati is not { } text)
        {
            strategy!.Lose("this is the strategy fleet_lock of zincati, which needs the address of a server: write a file below /etc/zincati/config.d");
            return;
        }

        if (name == "off")
        {
            strategy!.Remark("updates are not downloaded either");
        }

        draft.Files.Put("/etc/zincati/config.d/55-cloud-config.toml", DraftFile.Readable, text, update);
    }

    private static string? Window(string start, string length)
    {
        var words = start.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var time = words.LastOrDefault();
        var day = words.Length == 2 && words[0].Length >= 3 ? words[0][..3] : null;
        if (words.Length is 0 or > 2 || !TimeOnly.TryParseExact(time, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) || Minutes(length) is not { } minutes)
        {
            return null;
        }

        string[] all = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        var days = day is null ? all : Array.FindAll(all, known => known.Equals(day, StringComparison.OrdinalIgnoreCase));
        return days.Length == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"[updates]\nstrategy = \"periodic\"\n\n[[updates.periodic.window]]\ndays = [ {string.Join(", ", days.Select(name => $"\"{name}\""))} ]\nstart_time = \"{at:HH\\:mm}\"\nlength_minutes = {minutes}\n");
    }

    private static int? Minutes(string length)
    {
        var (minutes, number) = (0, 0);
        foreach (var c in length)
        {
            if (char.IsAsciiDigit(c) && number < 10_000)
            {
                number = (number * 10) + (c - '0');
            }
            else if (c is 'h' or 'm')
            {
                (minutes, number) = (minutes + (number * (c == 'h' ? 60 : 1)), 0);
            }
            else
            {
                return null;
            }
        }

        return number == 0 && minutes is > 0 and < 10_080 ? minutes : null;
    }
}
