namespace Ignition.Butane.Schema;

/// <summary>Contents and where they come from.</summary>
internal static class ResourceTypes
{
    /// <summary>A hash.</summary>
    public static readonly StructType Verification = new("verification", null, new Field("hash", Kind.Text));

    /// <summary>A request header.</summary>
    public static readonly StructType Header = new(
        "http_header",
        "name",
        new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
        new Field("value", Kind.Text));

    /// <summary>Contents of a file or key file.</summary>
    public static readonly StructType Resource = new(
        "resource",
        "source",
        new Field("compression", Kind.Text),
        new Field("http_headers", Kind.List, Header) { Base = 2 },
        new Field("inline", Kind.Text) { Sugar = true },
        new Field("local", Kind.Text) { Sugar = true, Base = 2 },
        new Field("source", Kind.Text),
        new Field("verification", Kind.Struct, Verification));

    /// <summary>A config that is merged; before 3.1 it had fewer fields than a file's contents.</summary>
    public static readonly StructType Reference = Referring("config_reference", new Field("source", Kind.Text) { AlwaysUpTo = 1 });

    /// <summary>A certificate bundle; before 3.1 it had fewer fields than a file's contents.</summary>
    public static readonly StructType Authority = Referring("certificate_authority", new Field("source", Kind.Text) { AlwaysUpTo = 1, PlainUpTo = 1 });

    private static StructType Referring(string name, Field source) => new(
        name,
        "source",
        new Field("compression", Kind.Text) { Base = 2 },
        new Field("http_headers", Kind.List, Header) { Base = 2 },
        new Field("inline", Kind.Text) { Sugar = true, Base = 2 },
        new Field("local", Kind.Text) { Sugar = true, Base = 2 },
        source,
        new Field("verification", Kind.Struct, Verification));
}
