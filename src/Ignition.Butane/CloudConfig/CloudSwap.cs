using System.Globalization;
using Ignition.Butane.Sugar;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>swap</c>: a file that is made on the first boot, and the unit that uses it.</summary>
internal static class CloudSwap
{
    /// <summary>Carries swap.</summary>
    public static void Carry(CloudDraft draft, CloudValue swap)
    {
        if (swap.Map() is not { } map)
        {
            return;
        }

        var (size, limit, name) = (map.Take("size"), map.Take("maxsize"), map.Take("filename"));
        map.Rest();
        if (size is null || size.Text() is not { } text || Bytes(text) is not { } bytes)
        {
            (size ?? swap).Lose("give the size of the swap file in bytes, or with K, M, G or T; how much memory there is is not known beforehand");
            limit?.Lose("there is no swap file");
            name?.Lose("there is no swap file");
            return;
        }

        limit?.Remark("the size is given, so there is no other limit");
        if (bytes == 0)
        {
            size.Remark("there is no swap file");
            name?.Remark("there is no swap file");
            return;
        }

        var path = name?.Name() ?? "/swap.img";
        if (!path.StartsWith('/') || (draft.Target.Ostree && path.LastIndexOf('/') == 0))
        {
            var moved = "/var/" + path.TrimStart('/');
            (name ?? swap).Remark($"the root directory takes no new files; the swap file is {moved}");
            path = moved;
        }

        Units(draft, swap, path, bytes);
    }

    private static void Units(CloudDraft draft, CloudValue swap, string path, long bytes)
    {
        var (unit, quoted) = (MountUnits.Escape(path), path.Replace("%", "%%", StringComparison.Ordinal));
        draft.Units.Add(
            "cloud-config-swap.service",
            $"""
            [Unit]
            Description=Make the swap file of the cloud-config
            DefaultDependencies=no
            RequiresMountsFor={quoted}
            Before={unit}.swap
            ConditionPathExists=!{quoted}

            [Service]
            Type=oneshot
            RemainAfterExit=yes
            UMask=0077
            ExecStart=/usr/bin/dd if=/dev/zero "of={quoted}" bs=64K iflag=count_bytes count={bytes.ToString(CultureInfo.InvariantCulture)} status=none
            ExecStart=/usr/sbin/mkswap "{quoted}"

            [Install]
            RequiredBy={unit}.swap

            """,
            swap);
        draft.Units.Add($"{unit}.swap", $"[Unit]\nRequires=cloud-config-swap.service\nAfter=cloud-config-swap.service\n\n[Swap]\nWhat={quoted}\n\n[Install]\nWantedBy=swap.target\n", swap);
    }

    private static long? Bytes(string text)
    {
        var digits = text.TrimEnd('B', 'b');
        var factor = digits.Length > 0 ? digits[^1] switch { 'K' or 'k' => 1L << 10, 'M' or 'm' => 1L << 20, 'G' or 'g' => 1L << 30, 'T' or 't' => 1L << 40, _ => 1L } : 1L;
        digits = factor > 1 ? digits[..^1] : digits;
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * factor < long.MaxValue ? (long)(number * factor) : null;
    }
}
