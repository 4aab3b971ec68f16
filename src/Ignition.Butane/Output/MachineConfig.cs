using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Output;

/// <summary>Wraps an Ignition config as a MachineConfig.</summary>
internal static class MachineConfig
{
    /// <summary>Wraps a config.</summary>
    /// <param name="document">The document without sugar.</param>
    /// <param name="config">Its Ignition config.</param>
    /// <param name="target">Variant and version.</param>
    /// <returns>The MachineConfig.</returns>
    public static Node Wrap(Value document, Node config, Target target)
    {
        var spec = Node.Map(("config", config));
        if (document["openshift"] is { } openshift)
        {
            spec.Members.AddRange(Node.Of(openshift, target).Members);
        }

        return Node.Map(
            ("apiVersion", Node.Of("machineconfiguration.openshift.io/v1")),
            ("kind", Node.Of("MachineConfig")),
            ("metadata", Node.Of(document["metadata"]!, target)),
            ("spec", spec));
    }

    /// <summary>Gives every LUKS volume a cipher that FIPS allows, where the user chose none.</summary>
    /// <param name="document">The document without sugar.</param>
    public static void AddFipsOptions(Value document)
    {
        if (document["openshift"]?["fips"] is not { Number: 1 } fips)
        {
            return;
        }

        foreach (var luks in document["storage"]?.ItemsOf("luks") ?? [])
        {
            if (luks.ItemsOf("options").Any(option => option.Text is "--cipher" or "-c" || option.Text.StartsWith("--cipher=", StringComparison.Ordinal)))
            {
                continue;
            }

            var options = luks.Ensure("options", fips.From);
            if (options.Items.Count == 0)
            {
                options.From = fips.From;
            }

            options.Items.Add(Value.Of("--cipher", fips.From));
            options.Items.Add(Value.Of("aes-cbc-essiv:sha256", fips.From));
        }
    }

    /// <summary>Moves what is appended to the boot loader's user.cfg to its contents, which the operator takes.</summary>
    /// <param name="document">The document without sugar.</param>
    public static void MoveGrubAppend(Value document)
    {
        var file = document["storage"]?.ItemsOf("files").FirstOrDefault(file => file.TextOf("path") == Sugar.Grub.File);
        if (file?["append"] is { Items: [var only] })
        {
            file["contents"] = only;
            file["append"] = null;
        }
    }
}
