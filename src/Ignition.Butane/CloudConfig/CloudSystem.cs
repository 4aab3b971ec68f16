using System.Text;
using Ignition.Butane.Output;
using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary>Host name, time zone, locale, time servers and password login.</summary>
internal static class CloudSystem
{
    private static readonly string[] NtpKnown = ["enabled", "servers", "pools", "ntp_client"];

    /// <summary>Carries the host name.</summary>
    public static void Hostname(CloudDraft draft, YamlNode name) => draft.AddFile("/etc/hostname", "0644", name.Text() + "\n");

    /// <summary>Carries the time zone.</summary>
    public static void Timezone(CloudDraft draft, YamlNode zone) => draft.Links.Add(Node.Map(
        ("path", Node.Of("/etc/localtime")), ("target", Node.Of("../usr/share/zoneinfo/" + zone.Text())), ("overwrite", CloudDraft.Flag(true))));

    /// <summary>Carries the locale.</summary>
    public static void Locale(CloudDraft draft, YamlNode locale)
    {
        if (locale.Flag() != false)
        {
            draft.AddFile("/etc/locale.conf", "0644", $"LANG={locale.Text()}\n");
        }
    }

    /// <summary>Carries whether passwords are taken over SSH.</summary>
    public static void PasswordLogin(CloudDraft draft, YamlNode wanted)
    {
        if (wanted.Flag() is { } flag)
        {
            draft.AddFile("/etc/ssh/sshd_config.d/20-password-authentication.conf", "0600", $"PasswordAuthentication {(flag ? "yes" : "no")}\n");
        }
    }

    /// <summary>Carries time servers.</summary>
    public static void Ntp(CloudDraft draft, YamlNode ntp)
    {
        foreach (var (key, _) in ntp.Members())
        {
            if (Array.IndexOf(NtpKnown, key.Text) < 0)
            {
                draft.Note(key, "ntp." + key.Text, "write the client's own configuration as a file");
            }
        }

        if (ntp.Get("enabled").Flag() == false)
        {
            draft.Units.Add(Node.Map(("name", Node.Of("chronyd.service")), ("mask", CloudDraft.Flag(true))));
            return;
        }

        var (servers, pools) = (ntp.Get("servers").Texts(), ntp.Get("pools").Texts());
        if (servers.Count + pools.Count == 0)
        {
            return;
        }

        if (ntp.Get("ntp_client").Text() == "systemd-timesyncd")
        {
            draft.AddFile("/etc/systemd/timesyncd.conf.d/50-cloud-config.conf", "0644", $"[Time]\nNTP={string.Join(' ', [.. servers, .. pools])}\n");
            return;
        }

        var text = new StringBuilder();
        servers.ForEach(server => text.Append("server ").Append(server).Append(" iburst\n"));
        pools.ForEach(pool => text.Append("pool ").Append(pool).Append(" iburst\n"));
        text.Append("driftfile /var/lib/chrony/drift\nmakestep 1.0 3\nrtcsync\nlogdir /var/log/chrony\n");
        draft.AddFile("/etc/chrony.conf", "0644", text.ToString());
    }
}
