using Ignition.Butane.Reading;
using Ignition.Butane.Schema;
using Ignition.Butane.Values;
using Ignition.Butane.Variants;
using Ignition.Butane.Yaml;

namespace Ignition.Butane.Sugar;

/// <summary>Embeds <c>inline</c>, <c>local</c>, <c>contents_local</c> and <c>ssh_authorized_keys_local</c>.</summary>
/// <param name="target">Variant and version.</param>
/// <param name="local">The local files.</param>
/// <param name="inner">Translates the configs it is merged with.</param>
internal sealed class Resources(Target target, Local local, IInnerConfigs inner)
{
    /// <summary>Embeds everything below a value.</summary>
    /// <param name="value">The document, or a part.</param>
    public void Embed(Value value)
    {
        if (value.Kind == Kind.List)
        {
            foreach (var item in value.Items)
            {
                Embed(item);
            }

            return;
        }

        if (value.Kind != Kind.Struct)
        {
            return;
        }

        var type = value.Type!;
        if (type == ResourceTypes.Resource || type == ResourceTypes.Reference || type == ResourceTypes.Authority)
        {
            Resource(value);
        }
        else if (type == RootTypes.Unit || type == RootTypes.Dropin)
        {
            Contents(value);
        }

        foreach (var field in type.Fields)
        {
            // Trees and quadlets come later, the rest holds nothing to embed.
            if (!field.Sugar && value.Slots[field.Ordinal] is { } member)
            {
                Embed(member);
            }
        }

        if (type.Find("ssh_authorized_keys_local") is not null)
        {
            SshKeys(value);
        }
    }

    /// <summary>Gives a resource embedded contents.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="bytes">The contents.</param>
    /// <param name="from">Where they were asked for.</param>
    public void Put(Value resource, byte[] bytes, YamlPath from)
    {
        var own = resource.TextOf("compression").Length > 0;
        resource["source"] = Value.Of(EmbeddedContents.Encode(bytes, target.Base == 1, target.Compresses && !own, out var compressed), from);
        if (!own && target.Base > 1)
        {
            resource["compression"] = Value.Of(compressed ? "gzip" : "", from);
        }
    }

    /// <summary>Reads the contents of a quadlet or of a drop-in that is not in <c>contents</c>.</summary>
    /// <param name="value">A struct with <c>contents_local</c>.</param>
    /// <param name="from">Where the contents come from; the struct itself when there are none.</param>
    /// <returns>The bytes, or null when a problem was reported.</returns>
    public byte[]? ContentsOf(Value value, out YamlPath from)
    {
        from = value.From!;
        if (value["contents_local"] is { Text.Length: > 0 } file)
        {
            from = file.From!;
            return local.Read(file.Text, from);
        }

        if (value["contents"] is { } contents)
        {
            from = contents.From!;
            return contents.ToBytes();
        }

        return [];
    }

    private void Resource(Value resource)
    {
        if (resource["local"] is { } file)
        {
            if (local.Read(file.Text, file.From!) is { } bytes && Config(resource, bytes, file) is { } contents)
            {
                Put(resource, contents, file.From!);
            }
        }
        else if (resource["inline"] is { } text)
        {
            Put(resource, text.ToBytes(), text.From!);
        }
    }

    // A config to be merged may be Butane itself, and is translated then.
    private byte[]? Config(Value resource, byte[] bytes, Value file)
    {
        if (resource.Type != ResourceTypes.Reference || !ButaneReader.Looks(bytes))
        {
            return bytes;
        }

        if (inner.Refusal is { } refusal)
        {
            local.Refuse(file.From!, refusal);
            return null;
        }

        return inner.Translate(bytes, file.Text, finding => local.Pass(file.From!, finding));
    }

    private void Contents(Value unit)
    {
        if (unit["contents_local"] is { Text.Length: > 0 } file && local.Read(file.Text, file.From!) is { } bytes)
        {
            unit["contents"] = Value.Of(TextOfBytes.Decode(bytes), file.From);
        }
    }

    private void SshKeys(Value user)
    {
        if (user["ssh_authorized_keys_local"] is not { Items.Count: > 0 } files || !local.HasRoot(files.From!))
        {
            return;
        }

        var keys = Value.List(files.From);
        keys.Items.AddRange(user.ItemsOf("ssh_authorized_keys"));
        foreach (var file in files.Items)
        {
            if (local.Read(file.Text, file.From!) is not { } bytes)
            {
                continue;
            }

            foreach (var line in TextOfBytes.Decode(bytes).Split('\n'))
            {
                var key = line.EndsWith('\r') ? line[..^1] : line;
                if (key.Length > 0)
                {
                    keys.Items.Add(Value.Of(key, file.From));
                }
            }
        }

        user["ssh_authorized_keys"] = keys;
    }
}
