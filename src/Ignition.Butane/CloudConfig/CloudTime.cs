using System.Text;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>ntp</c>: who tells the time.</summary>
internal static class CloudTime
{
    private const string Chrony = "chrony", Timesyncd = "systemd-timesyncd";

    /// <summary>Carries time servers.</summary>
    public static void Carry(CloudDraft draft, CloudValue ntp)
    {
        if (ntp.IsNull || ntp.Is(true))
        {
            ntp.Remark("the system keeps its time anyway");
            return;
        }

        if (ntp.Map() is not { } map)
        {
            return;
        }

        var enabled = map.Flag("enabled", true);
        var client = Client(draft, map.Take("ntp_client"));
        var (servers, pools) = (map.Take("servers")?.Texts() ?? [], map.Take("pools")?.Texts() ?? []);
        var (peers, allow) = (map.Take("peers"), map.Take("allow"));
        if (map.Take("config") is { } config)
        {
            config.LoseAll("write the client's own configuration as a file");
        }

        map.Rest();
        if (!enabled)
        {
            draft.Units.At(client == Chrony ? "chronyd.service" : "systemd-timesyncd.service", map.Peek("enabled")!).Mask = true;
            foreach (var value in (CloudValue?[])[map.Peek("servers"), map.Peek("pools"), peers, allow])
            {
                value?.Lose("enabled: false stops the client");
            }
        }
        else if (client == Timesyncd)
        {
            peers?.Lose("systemd-timesyncd only asks servers");
            allow?.Lose("systemd-timesyncd is no server");
            if (servers.Count + pools.Count > 0)
            {
                draft.Files.Put("/etc/systemd/timesyncd.conf.d/50-cloud-config.conf", DraftFile.Readable, $"[Time]\nNTP={string.Join(' ', [.. servers, .. pools])}\n", ntp);
            }
        }
        else if (servers.Count + pools.Count > 0 || peers is not null || allow is not null)
        {
            var text = new StringBuilder();
            Lines(text, "server", servers, " iburst");
            Lines(text, "pool", pools, " iburst");
            Lines(text, "peer", peers?.Texts() ?? [], "");
            Lines(text, "allow", allow?.Texts() ?? [], "");
            text.Append("driftfile /var/lib/chrony/drift\nmakestep 1.0 3\nrtcsync\nlogdir /var/log/chrony\n");
            draft.Files.Put("/etc/chrony.conf", DraftFile.Readable, text.ToString(), ntp);
        }
    }

    private static void Lines(StringBuilder text, string word, List<string> values, string after) =>
        values.ForEach(value => text.Append(word).Append(' ').Append(value).Append(after).Append('\n'));

    private static string Client(CloudDraft draft, CloudValue? wanted)
    {
        var usual = draft.Target.TimeClient;
        if (wanted?.Name() is not { } name || name == "auto" || name == usual)
        {
            wanted?.Remark($"the client here is {usual}");
            return usual;
        }

        if (name is Chrony or Timesyncd)
        {
            wanted.Change($"the client here is {usual}: enable the unit of {name} yourself");
            return name;
        }

        wanted.Change($"there is no {name}; the client here is {usual}");
        return usual;
    }
}
