using Ignition.Butane.Output;
using Ignition.Butane.Reading;

namespace Ignition.Butane.CloudConfig;

/// <summary><c>users</c> and <c>groups</c>.</summary>
internal static class CloudAccounts
{
    /// <summary>The user that cloud-init calls <c>default</c>.</summary>
    public const string DefaultUser = "core";

    private static readonly (string Cloud, string Butane)[] Texts =
        [("gecos", "gecos"), ("homedir", "home_dir"), ("passwd", "password_hash"), ("hashed_passwd", "password_hash"), ("primary_group", "primary_group"), ("shell", "shell")];

    private static readonly (string Cloud, string Butane)[] Flags =
        [("no_create_home", "no_create_home"), ("no_log_init", "no_log_init"), ("no_user_group", "no_user_group"), ("system", "system")];

    private static readonly string[] Others = ["name", "default", "uid", "groups", "ssh_authorized_keys", "lock_passwd", "sudo", "doas"];

    private static readonly (string Key, string Advice)[] Refused =
    [
        ("plain_text_passwd", "a password in clear is not written anywhere; give password_hash, made by mkpasswd"),
        ("ssh_import_id", "put the keys themselves into ssh_authorized_keys"),
        ("expiredate", "run chage in a unit"),
        ("inactive", "run chage in a unit"),
        ("selinux_user", "run semanage in a unit"),
    ];

    /// <summary>Carries groups.</summary>
    public static void Groups(CloudDraft draft, YamlNode groups)
    {
        if (groups.Resolved.Kind == YamlKind.Scalar)
        {
            groups.Texts().ForEach(name => Group(draft, name));
            return;
        }

        foreach (var item in groups.Resolved.Kind == YamlKind.Mapping ? [groups] : groups.Items())
        {
            if (item.Text() is { } name)
            {
                Group(draft, name);
            }

            foreach (var (key, members) in item.Members())
            {
                Group(draft, key.Text);
                members.Texts().ForEach(user => draft.AddTo(user, "groups", [key.Text]));
            }
        }
    }

    /// <summary>Carries users.</summary>
    public static void Users(CloudDraft draft, YamlNode users)
    {
        foreach (var item in users.Items())
        {
            if (item.Text() is { } plain)
            {
                draft.User(plain == "default" ? DefaultUser : plain);
                continue;
            }

            var name = item.Get("name").Text() ?? (item.Get("default") is not null ? DefaultUser : null);
            if (name is null)
            {
                draft.Note(item, "users", "a user without a name is left out");
                continue;
            }

            User(draft, name, item.Resolved);
        }
    }

    /// <summary>Keys of a list, or of a text with one a line.</summary>
    /// <param name="keys">The node.</param>
    /// <returns>The keys.</returns>
    public static List<string> Keys(YamlNode? keys)
    {
        var all = new List<string>();
        foreach (var item in keys.Items())
        {
            all.AddRange((item.Text() ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        return all;
    }

    private static void User(CloudDraft draft, string name, YamlNode user)
    {
        var members = draft.User(name);
        foreach (var (written, value) in user.Members())
        {
            var key = written.Text.Replace('-', '_');
            if (Array.Find(Texts, known => known.Cloud == key).Butane is { } text)
            {
                members.Add((text, Node.Of(value.Text() ?? "")));
            }
            else if (Array.Find(Flags, known => known.Cloud == key).Butane is { } flag)
            {
                members.Add((flag, CloudDraft.Flag(value.Flag() == true)));
            }
            else if (Array.IndexOf(Others, key) < 0)
            {
                draft.Note(written, $"users.{name}.{written.Text}", Array.Find(Refused, known => known.Key == key).Advice ?? "this has no counterpart here");
            }
        }

        if (user.Get("uid").Text() is { } uid)
        {
            members.Add(("uid", CloudDraft.Verbatim(uid)));
        }

        draft.AddTo(name, "groups", user.Get("groups").Texts());
        draft.AddTo(name, "ssh_authorized_keys", Keys(user.Get("ssh_authorized_keys", "ssh-authorized-keys")));
        if (user.Get("lock_passwd", "lock-passwd") is { } locked && locked.Flag() == true && user.Get("passwd", "hashed_passwd") is not null)
        {
            draft.Note(locked, $"users.{name}.lock_passwd", "the password is set and not locked; leave it out instead");
        }

        if (user.Get("sudo") is { } sudo && sudo.Flag() != false)
        {
            var rules = new List<string>();
            foreach (var rule in sudo.Items())
            {
                rules.Add($"{name} {rule.Text()}\n");
            }

            draft.AddFile($"/etc/sudoers.d/90-{name}", "0440", string.Concat(rules));
        }
    }

    private static void Group(CloudDraft draft, string name) => draft.Groups.Add(Node.Map(("name", Node.Of(name))));
}
