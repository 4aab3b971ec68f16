using System.Text;

namespace Ignition.Butane.CloudConfig;

/// <summary>Certificates, WireGuard and repositories of packages.</summary>
internal static class CloudSoftware
{
    /// <summary>Carries certificates of authorities.</summary>
    public static void Certificates(CloudDraft draft, CloudValue certificates)
    {
        if (certificates.Map() is not { } map)
        {
            return;
        }

        if (map.Flag("remove_defaults", false))
        {
            map.Peek("remove_defaults")!.Lose("the authorities of the system stay; put those you distrust into a blocklist below /etc/pki/ca-trust");
        }

        var (directory, ending, update) = draft.Target.IsFlatcar
            ? ("/etc/ssl/certs", "pem", "/usr/sbin/update-ca-certificates") : ("/etc/pki/ca-trust/source/anchors", "crt", "/usr/bin/update-ca-trust extract");
        var trusted = map.Take("trusted");
        map.Rest();
        foreach (var (index, certificate) in (trusted?.Items() ?? []).Index())
        {
            if (certificate.Text() is { Length: > 0 } text)
            {
                draft.Files.Put($"{directory}/cloud-config-{index + 1}.{ending}", DraftFile.Readable, text.EndsWith('\n') ? text : text + "\n", certificate);
            }
        }

        if (trusted is null || !trusted.Items().Any())
        {
            trusted?.Remark("there are no certificates");
            return;
        }

        draft.Units.Add(
            "cloud-config-ca-certs.service",
            $"[Unit]\nDescription=Trust the certificates of the cloud-config\nDefaultDependencies=no\nAfter=local-fs.target\nBefore=sysinit.target\nConditionFirstBoot=yes\n\n[Service]\nType=oneshot\nExecStart={update}\n\n[Install]\nWantedBy=sysinit.target\n",
            certificates);
    }

    /// <summary>Carries tunnels of WireGuard.</summary>
    public static void WireGuard(CloudDraft draft, CloudValue wireguard)
    {
        if (wireguard.Map() is not { } map)
        {
            return;
        }

        foreach (var item in map.Take("interfaces")?.Items() ?? [])
        {
            if (item.Map() is not { } tunnel)
            {
                continue;
            }

            var (name, content) = (tunnel.Text("name"), tunnel.Take("content")?.Text());
            if (name is not { Length: > 0 } || content is null)
            {
                tunnel.LoseAll("an interface needs a name and its content");
                continue;
            }

            var usual = $"/etc/wireguard/{name}.conf";
            var path = tunnel.Text("config_path", usual);
            if (path != usual)
            {
                tunnel.Peek("config_path")!.Lose($"wg-quick looks for {usual}, so it is written there");
            }

            tunnel.Rest();
            draft.Files.Put(usual, DraftFile.Private, content.EndsWith('\n') ? content : content + "\n", item);
            draft.Units.At($"wg-quick@{name}.service", item).Enabled = true;
        }

        map.Take("readinessprobe")?.Lose("nothing waits for the tunnel; put the commands into runcmd");
        map.Rest();
    }

    /// <summary>Carries repositories of packages, where there is a program that reads them.</summary>
    public static void Repositories(CloudDraft draft, CloudMap root)
    {
        var (repositories, directory) = (root.Take("yum_repos"), root.Take("yum_repo_dir"));
        if (!draft.Target.Ostree)
        {
            repositories?.LoseAll(CloudPrograms.Layering(draft.Target));
            directory?.Lose(CloudPrograms.Layering(draft.Target));
            return;
        }

        directory?.Lose("rpm-ostree reads /etc/yum.repos.d, so the repositories are written there");
        foreach (var repository in repositories?.Map(free: true)?.All() ?? [])
        {
            var name = repository.Key.Text;
            if (repository.Map(free: true) is not { } map || name.AsSpan().IndexOfAny("/\n[]") >= 0)
            {
                repository.LoseAll("this is no repository");
                continue;
            }

            var text = new StringBuilder($"[{name}]\n");
            foreach (var option in map.All())
            {
                var words = option.Items().Select(item => item.Name() ?? "").ToList();
                var value = option.Is(true) && words[0].Length > 1 ? "1" : option.Is(false) && words[0].Length > 1 ? "0" : string.Join("\n    ", words);
                text.Append(option.Key.Text).Append('=').Append(value).Append('\n');
            }

            draft.Files.Put($"/etc/yum.repos.d/{name.Replace(' ', '_')}.repo", DraftFile.Readable, text.ToString(), repository);
        }
    }
}
