using Ignition.Butane.Reporting;
using Ignition.Butane.Schema;
using Ignition.Butane.Sugar;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;

namespace Ignition.Butane.Checks;

/// <summary>Butane's own rules for what the user wrote, before anything is translated.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="findings">Takes what is found.</param>
internal sealed class SourceChecks(Target target, Findings findings)
{
    private readonly Dictionary<StructType, Action<Value>> _rules = [];

    /// <summary>Checks a document.</summary>
    /// <param name="document">What the user wrote.</param>
    public void Run(Value document)
    {
        _rules[ResourceTypes.Resource] = Resource;
        _rules[ResourceTypes.Reference] = Reference;
        _rules[ResourceTypes.Authority] = Resource;
        _rules[StorageTypes.Filesystem] = Filesystem;
        _rules[StorageTypes.File] = file => Mode(file, directory: false);
        _rules[StorageTypes.Directory] = directory => Mode(directory, directory: true);
        _rules[StorageTypes.Tree] = Tree;
        _rules[RootTypes.Unit] = Unit;
        _rules[RootTypes.Dropin] = Unit;
        _rules[RootTypes.Quadlet] = Quadlet;
        _rules[RootTypes.BootDevice] = section => new BootDeviceChecks(target, section, findings).Run();
        _rules[RootTypes.Grub] = Grub;
        if (target.IsFcos && target.Coreos >= 6)
        {
            CoreosChecks.Run(document, findings);
        }
        else if (target.IsOpenshift)
        {
            new MachineConfigChecks(target, findings).Source(document);
        }

        Walk(document);
    }

    private void Walk(Value value)
    {
        if (value.Kind == Kind.Struct)
        {
            _rules.GetValueOrDefault(value.Type!)?.Invoke(value);
            foreach (var slot in value.Slots)
            {
                if (slot is not null)
                {
                    Walk(slot);
                }
            }
        }
        else if (value.Kind == Kind.List)
        {
            foreach (var item in value.Items)
            {
                Walk(item);
            }
        }
    }

    private void Resource(Value resource)
    {
        Value? last = null;
        var present = 0;
        foreach (var name in (ReadOnlySpan<string>)(target.Base == 1 ? ["source", "inline"] : ["local", "inline", "source"]))
        {
            if (resource[name] is { } given)
            {
                last = given;
                present++;
            }
        }

        if (present > 1)
        {
            findings.Error(last!.From!, "only one of inline, local and source may be given");
        }
    }

    private void Reference(Value reference)
    {
        Resource(reference);
        if (reference["inline"] is { } inline)
        {
            new InlineConfigChecks(target, findings).Run(reference, inline);
        }
    }

    private void Filesystem(Value filesystem)
    {
        if (!filesystem.FlagOf("with_mount_unit"))
        {
            return;
        }

        var noFormat = filesystem.TextOf("format").Length == 0;
        var noPath = filesystem.TextOf("path").Length == 0;
        if (noPath && (target.Base < 4 || (!noFormat && filesystem.TextOf("format") != "swap")))
        {
            findings.Error(filesystem.From!["path"], "a mount unit needs the path to mount at");
        }

        if (noFormat)
        {
            findings.Error(filesystem.From!["format"], "a mount unit needs the format of the filesystem");
        }
    }

    private void Mode(Value node, bool directory)
    {
        if (node["mode"] is { } mode && Modes.LooksDecimal(mode.Number, directory))
        {
            findings.Warning(mode.From!, $"the mode is read as decimal; write 0{mode.Number} if octal is meant");
        }
    }

    private void Tree(Value tree)
    {
        if (tree.TextOf("local").Length == 0)
        {
            findings.Error(tree.From!, "a tree needs local, the directory to embed");
        }
    }

    private void Unit(Value unit)
    {
        if (unit["contents"] is not null && unit["contents_local"] is { } local)
        {
            findings.Error(local.From!, "only one of contents and contents_local may be given");
        }
    }

    private void Quadlet(Value quadlet)
    {
        var name = quadlet.TextOf("name");
        if (!Array.Exists(Quadlets.Extensions, ending => name.EndsWith(ending, StringComparison.Ordinal)))
        {
            findings.Error(quadlet.From!["name"], "the name of a quadlet ends in one of " + string.Join(' ', Quadlets.Extensions));
            return;
        }

        if (Quadlets.TemplateOf(name) is null)
        {
            Unit(quadlet);
            return;
        }

        foreach (var key in (ReadOnlySpan<string>)["contents", "contents_local"])
        {
            if (quadlet[key] is { } contents)
            {
                findings.Error(contents.From!, "an instance of a template takes the template's contents; use a drop-in");
            }
        }
    }

    private void Grub(Value grub)
    {
        foreach (var user in grub.ItemsOf("users"))
        {
            BootLoaderText(user, "name");
            BootLoaderText(user, "password_hash");
        }
    }

    // Each of them becomes part of a line of the boot loader's user.cfg.
    private void BootLoaderText(Value user, string name)
    {
        var text = user.TextOf(name);
        if (text.Length == 0)
        {
            findings.Error(user.From![name], $"a boot loader user needs a {name}");
        }
        else if (text.AsSpan().ContainsAny('\n', '\r', '\0'))
        {
            findings.Error(user[name]!.From!, "a line end cannot stand here: the text becomes part of a line of the boot loader's file");
        }
    }
}
