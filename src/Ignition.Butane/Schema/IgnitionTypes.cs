namespace Ignition.Butane.Schema;

/// <summary>The <c>ignition</c>, <c>kernel_arguments</c> and <c>passwd</c> sections.</summary>
internal static class IgnitionTypes
{
    /// <summary>About the config itself.</summary>
    public static readonly StructType Ignition = new(
        "ignition",
        null,
        new Field("config", Kind.Struct, new StructType(
            "config",
            null,
            new Field("merge", Kind.List, ResourceTypes.Reference),
            new Field("replace", Kind.Struct, ResourceTypes.Reference))),
        new Field("proxy", Kind.Struct, new StructType(
            "proxy",
            null,
            new Field("http_proxy", Kind.Text),
            new Field("https_proxy", Kind.Text),
            new Field("no_proxy", Kind.List))) { Base = 2 },
        new Field("security", Kind.Struct, new StructType(
            "security",
            null,
            new Field("tls", Kind.Struct, new StructType(
                "tls",
                null,
                new Field("certificate_authorities", Kind.List, ResourceTypes.Authority))))),
        new Field("timeouts", Kind.Struct, new StructType(
            "timeouts",
            null,
            new Field("http_response_headers", Kind.Integer),
            new Field("http_total", Kind.Integer))),
        new Field(VersionField, Kind.Text) { Json = "version", AlwaysUpTo = Field.Always, PlainUpTo = Field.Always, Base = Field.OutputOnly });

    /// <summary>The spec's version: no key of Butane's, only of the output.</summary>
    public const string VersionField = "=version";

    /// <summary>Kernel arguments.</summary>
    public static readonly StructType KernelArguments = new(
        "kernel_arguments",
        null,
        new Field("should_exist", Kind.List),
        new Field("should_not_exist", Kind.List));

    /// <summary>Users and groups.</summary>
    public static readonly StructType Passwd = new(
        "passwd",
        null,
        new Field("groups", Kind.List, new StructType(
            "group",
            "name",
            new Field("gid", Kind.Integer),
            new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
            new Field("password_hash", Kind.Text),
            new Field("should_exist", Kind.Flag) { Base = 3 },
            new Field("system", Kind.Flag))),
        new Field("users", Kind.List, new StructType(
            "user",
            "name",
            new Field("gecos", Kind.Text),
            new Field("groups", Kind.List),
            new Field("home_dir", Kind.Text),
            new Field("name", Kind.Text) { PlainUpTo = Field.Always, AlwaysUpTo = Field.Always },
            new Field("no_create_home", Kind.Flag),
            new Field("no_log_init", Kind.Flag),
            new Field("no_user_group", Kind.Flag),
            new Field("password_hash", Kind.Text),
            new Field("primary_group", Kind.Text),
            new Field("ssh_authorized_keys", Kind.List),
            new Field("ssh_authorized_keys_local", Kind.List) { Sugar = true, Base = 5 },
            new Field("shell", Kind.Text),
            new Field("should_exist", Kind.Flag) { Base = 3 },
            new Field("system", Kind.Flag),
            new Field("uid", Kind.Integer))));
}
