using Ignition.Butane.Output;

namespace Ignition.Butane.CloudConfig;

/// <summary>Host name, time zone, locale, keyboard and name servers.</summary>
internal static class CloudSystem
{
    private static readonly (string Cloud, string Keymap)[] Keyboards =
        [("layout", "KEYMAP"), ("model", "XKBMODEL"), ("variant", "XKBVARIANT"), ("options", "XKBOPTIONS")];

    /// <summary>Carries the host name, and its lines in /etc/hosts.</summary>
    public static void Hostname(CloudDraft draft, CloudMap root)
    {
        var (hostname, fqdn, prefers) = (root.Take("hostname"), root.Take("fqdn"), root.Take("prefer_fqdn_over_hostname"));
        var (preserve, file) = (root.Flag("preserve_hostname", false), root.Flag("create_hostname_file", true));
        var prefersFqdn = prefers?.Flag();
        var (chosen, other) = hostname is null || (prefersFqdn == true && fqdn is not null) ? (fqdn, hostname) : (hostname, fqdn);
        if (prefers is not null && (prefersFqdn == false || fqdn is null || hostname is null))
        {
            prefers.Remark(prefersFqdn == false ? "that is so by default" : "there is only one name");
        }

        if (preserve || !file)
        {
            var why = preserve ? "preserve_hostname" : "create_hostname_file";
            root.Peek(why)!.Remark("/etc/hostname is not written");
            chosen?.Lose($"{why} says that the name stays as it is");
            other?.Lose($"{why} says that the name stays as it is");
        }
        else if (chosen?.Name() is { } name)
        {
            draft.Files.Put("/etc/hostname", DraftFile.Readable, name + "\n", chosen);
            if (other is not null && (root.Peek("manage_etc_hosts") is not { } hosts || hosts.Is(false)))
            {
                other.Lose($"the name is {chosen.Key.Text}; " + (other == fqdn
                    ? "prefer_fqdn_over_hostname: true makes it this one, manage_etc_hosts: true lists both in /etc/hosts" : "manage_etc_hosts: true lists both in /etc/hosts"));
            }
        }

        Hosts(draft, root.Take("manage_etc_hosts"), hostname?.Node.Text, fqdn?.Node.Text);
    }

    /// <summary>Carries the time zone.</summary>
    public static void Timezone(CloudDraft draft, CloudValue zone)
    {
        if (zone.Name() is not { } name)
        {
            return;
        }

        draft.Files.Remove("/etc/localtime", $"timezone on {CloudReport.Line(zone.Key)} makes a link of it after this");
        draft.Links.Add(new DraftItem(
            Node.Map(("path", Node.Of("/etc/localtime")), ("target", Node.Of("../usr/share/zoneinfo/" + name)), ("overwrite", CloudDraft.Flag(true))), zone.Key));
    }

    /// <summary>Carries the locale.</summary>
    public static void Locale(CloudDraft draft, CloudMap root)
    {
        var (locale, file) = (root.Take("locale"), root.Text("locale_configfile", "/etc/locale.conf"));
        if (locale is null || locale.Is(false))
        {
            locale?.Remark("the locale stays as it is");
            root.Peek("locale_configfile")?.Remark("there is no locale to write");
        }
        else if (locale.Name() is { } name && file.StartsWith('/'))
        {
            draft.Files.Put(file, DraftFile.Readable, $"LANG={name}\n", locale);
        }
        else
        {
            root.Peek("locale_configfile")?.Lose("the locale is not written: this takes an absolute path, and locale a text");
        }
    }

    /// <summary>Carries the keyboard.</summary>
    public static void Keyboard(CloudDraft draft, CloudValue keyboard)
    {
        if (keyboard.Map() is not { } map)
        {
            return;
        }

        var text = "";
        foreach (var (cloud, key) in Keyboards)
        {
            if (map.Text(cloud) is { } value)
            {
                text += $"{key}={value}\n" + (cloud == "layout" ? $"XKBLAYOUT={value}\n" : "");
            }
        }

        map.Rest();
        if (text.Length > 0)
        {
            draft.Files.Put("/etc/vconsole.conf", DraftFile.Readable, text, keyboard);
        }
    }

    /// <summary>Carries name servers.</summary>
    public static void Resolver(CloudDraft draft, CloudMap root)
    {
        var managed = root.Take("manage_resolv_conf");
        var isManaged = managed?.Flag() == true;
        if (root.Take("resolv_conf") is not { } resolver || resolver.Map() is not { } map)
        {
            managed?.Remark(isManaged ? "there is no resolv_conf" : "that is so by default");
            return;
        }

        if (!isManaged)
        {
            managed?.Remark("that is so by default");
            resolver.LoseAll("cloud-init takes it only with manage_resolv_conf: true");
            return;
        }

        var servers = map.Take("nameservers")?.Texts() ?? [];
        var domains = map.Take("searchdomains")?.Texts() ?? [];
        domains.AddRange(map.Text("domain") is { } domain ? [domain] : []);
        map.Rest(_ => "this option is the resolver's own; write its configuration as a file");
        if (draft.Target.Resolved)
        {
            draft.Files.Put("/etc/systemd/resolved.conf.d/50-cloud-config.conf", DraftFile.Readable, $"[Resolve]\nDNS={string.Join(' ', servers)}\nDomains={string.Join(' ', domains)}\n", resolver);
        }
        else
        {
            draft.Files.Put("/etc/NetworkManager/conf.d/50-cloud-config.conf", DraftFile.Readable, $"[global-dns]\nsearches={string.Join(',', domains)}\n\n[global-dns-domain-*]\nservers={string.Join(',', servers)}\n", resolver);
        }
    }

    private static void Hosts(CloudDraft draft, CloudValue? wanted, string? hostname, string? fqdn)
    {
        if (wanted is null)
        {
            return;
        }

        if (wanted.Is(false))
        {
            wanted.Remark("that is so by default");
        }
        else if (!wanted.Is(true) && wanted is not { IsScalar: true, Node.Text: "localhost" or "template" })
        {
            wanted.LoseAll($"true, false or localhost is expected here; {fqdn ?? hostname} is not written to /etc/hosts");
        }
        else if ((fqdn ?? hostname) is not { } full)
        {
            wanted.Lose("the config names no host; write /etc/hosts as a file");
        }
        else
        {
            var names = $"{full} {hostname ?? full.Split('.')[0]}";
            names = hostname == full && !full.Contains('.', StringComparison.Ordinal) ? full : names;
            draft.Files.Put("/etc/hosts", DraftFile.Readable, $"127.0.0.1 localhost localhost.localdomain\n127.0.1.1 {names}\n::1 localhost localhost.localdomain ip6-localhost ip6-loopback\n", wanted);
        }
    }
}
