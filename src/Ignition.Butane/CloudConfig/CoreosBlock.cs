using Ignition.Butane.Yaml;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>coreos</c> and <c>flatcar</c>: what coreos-cloudinit added.</summary>
internal static class CoreosBlock
{
    // A service whose settings became variables of its environment, in a drop-in.
    private static readonly (string Key, string Unit, string Prefix)[] Services =
        [("flannel", "flanneld.service", "FLANNELD_"), ("locksmith", "locksmithd.service", "LOCKSMITHD_"), ("etcd2", "etcd-member.service", "ETCD_"), ("etcd", "etcd-member.service", "ETCD_")];

    private static readonly (string Key, string Advice)[] Gone =
    [
        ("etcd", "there is no etcd; run it as a container"), ("etcd2", "there is no etcd; run it as a container"),
        ("flannel", "there is no flannel; run it as a container"), ("locksmith", "there is no locksmith; write a configuration of zincati below /etc/zincati/config.d"),
        ("fleet", "there is no fleet any more; put the units into systemd.units, or use Kubernetes"),
        ("oem", "the image has its own /etc/oem-release"),
    ];

    // Units that Container Linux had.
    private static readonly string[] GoneUnits = ["etcd.service", "etcd2.service", "fleet.service", "fleet.socket", "early-docker.service", "rkt-api.service", "rkt-metadata.service"];
    private static readonly string[] FlatcarUnits = ["etcd-member.service", "flanneld.service", "flannel-docker-opts.service", "locksmithd.service", "update-engine.service", "systemd-networkd.service"];

    /// <summary>What is said of a unit that the system does not have.</summary>
    /// <param name="target">The system.</param>
    /// <param name="name">Name of the unit.</param>
    /// <returns>One sentence; null for other units.</returns>
    public static string? GoneUnit(CloudTarget target, string name)
    {
        if (Array.IndexOf(GoneUnits, name) >= 0)
        {
            return $"there is no {name} any more; " + (name.StartsWith("etcd", StringComparison.Ordinal) && target.IsFlatcar ? "the unit is etcd-member.service" : "write a unit that runs a container");
        }

        return !target.IsFlatcar && Array.IndexOf(FlatcarUnits, name) >= 0 ? $"there is no {name} on this system; Flatcar has it" : null;
    }

    /// <summary>Carries the blocks.</summary>
    public static void Carry(CloudDraft draft, CloudMap root)
    {
        foreach (var name in (string[])["coreos", "flatcar"])
        {
            if (root.Take(name) is { } block && block.Map() is { } map)
            {
                Block(draft, map);
            }
        }
    }

    /// <summary>Reports the words that coreos-cloudinit replaced by addresses.</summary>
    public static void Substitutions(CloudDraft draft, CloudPart part)
    {
        foreach (var (index, line) in part.Text.Split('\n').Index())
        {
            foreach (var word in (string[])["$private_ipv4", "$public_ipv4", "$private_ipv6", "$public_ipv6"])
            {
                if (line.IndexOf(word, StringComparison.Ordinal) is var at and >= 0)
                {
                    draft.Report.Lose(
                        Place(part, index + 1, at + 1), word,
                        $"no address is put here; afterburn writes addresses to /run/metadata/{(draft.Target.IsFlatcar ? "flatcar" : "afterburn")}, which a unit reads by EnvironmentFile");
                }
            }
        }
    }

    private static YamlNode Place(CloudPart part, int line, int column)
    {
        (line, column) = part.At(line, column);
        return new YamlNode(YamlKind.Scalar, line, column);
    }

    private static void Block(CloudDraft draft, CloudMap map)
    {
        foreach (var unit in map.Take("units")?.Items() ?? [])
        {
            CoreosUnits.Carry(draft, unit);
        }

        if (map.Take("update") is { } update)
        {
            CoreosUpdate.Carry(draft, update);
        }

        foreach (var (key, unit, prefix) in draft.Target.IsFlatcar ? Services : [])
        {
            if (map.Take(key) is { } service)
            {
                Service(draft, service, unit, prefix);
            }
        }

        map.Rest(key => Array.Find(Gone, known => known.Key == key).Advice);
    }

    private static void Service(CloudDraft draft, CloudValue service, string unit, string prefix)
    {
        if (service.Map() is not { } map)
        {
            return;
        }

        var text = "";
        foreach (var setting in map.All())
        {
            if (setting.Name() is { } value)
            {
                var name = prefix + setting.Key.Text.Replace('-', '_').ToUpperInvariant();
                text += $"Environment=\"{name}={value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("%", "%%", StringComparison.Ordinal)}\"\n";
            }
        }

        if (text.Length > 0)
        {
            CoreosUnits.Dropin(draft, unit, "20-cloud-config.conf", "[Service]\n" + text, service);
        }
    }
}
