namespace Ignition.Butane.CloudConfig;

/// <summary>Keys of the top level, keys of the host, and who may log in with a password.</summary>
internal static class CloudSsh
{
    private static readonly string[] KeyTypes = ["rsa", "dsa", "ecdsa", "ed25519"];
    private static readonly (string Ending, string File, int Mode)[] KeyParts = [("_private", "", DraftFile.Private), ("_public", ".pub", DraftFile.Readable), ("_certificate", "-cert.pub", DraftFile.Readable)];

    /// <summary>Carries keys of the top level, which are the default user's.</summary>
    public static void Keys(CloudDraft draft, CloudMap root)
    {
        var keys = root.Take("ssh_authorized_keys");
        var (rootIsClosed, closed) = (root.Take("disable_root"), true);
        if (rootIsClosed is not null)
        {
            closed = rootIsClosed.Flag() ?? true;
            rootIsClosed.Remark(closed ? "that is so by default" : keys is null ? "root has no keys but those of its own" : "root has the keys of the top level too");
        }

        root.Take("disable_root_opts")?.Lose("keys of the top level are not given to root at all; write root's keys with their options yourself");
        if (keys is null)
        {
            return;
        }

        foreach (var name in closed ? (string[])[draft.Accounts.Default] : [draft.Accounts.Default, "root"])
        {
            var user = draft.Accounts.User(name, keys);
            var known = user.Keys.ToHashSet(StringComparer.Ordinal);
            user.Keys.AddRange(CloudUser.Keys(keys).Where(known.Add));
        }

        if (root.Peek("users") is { } users && !users.IsNull && !draft.Coreos && !NamesDefault(draft, users))
        {
            keys.Remark($"users does not name the default user, so cloud-init would give the keys to nobody; {draft.Accounts.Default} has them");
        }
    }

    /// <summary>Carries whether passwords are taken over SSH.</summary>
    public static void PasswordLogin(CloudDraft draft, CloudValue wanted)
    {
        if (wanted.IsScalar && wanted.Node.Text.Equals("unchanged", StringComparison.OrdinalIgnoreCase))
        {
            wanted.Remark("that is so by default");
        }
        else if (wanted.Flag() is { } flag)
        {
            draft.Files.Put("/etc/ssh/sshd_config.d/20-password-authentication.conf", DraftFile.Private, $"PasswordAuthentication {(flag ? "yes" : "no")}\n", wanted);
        }
    }

    /// <summary>Carries the keys of the host.</summary>
    public static void HostKeys(CloudDraft draft, CloudValue keys)
    {
        if (keys.Map() is not { } map)
        {
            return;
        }

        var certificates = "";
        foreach (var type in KeyTypes)
        {
            foreach (var (ending, file, mode) in KeyParts)
            {
                if (map.Take(type + ending) is not { } key || key.Text() is not { } text)
                {
                    continue;
                }

                var path = $"/etc/ssh/ssh_host_{type}_key{file}";
                draft.Files.Put(path, mode, text.EndsWith('\n') ? text : text + "\n", key);
                certificates += ending == "_certificate" ? $"HostCertificate {path}\n" : "";
            }
        }

        if (certificates.Length > 0)
        {
            draft.Files.Put("/etc/ssh/sshd_config.d/20-host-certificates.conf", DraftFile.Private, certificates, keys);
        }

        map.Rest(_ => "the kinds of keys are rsa, ecdsa and ed25519, each _private, _public or _certificate");
    }

    private static bool NamesDefault(CloudDraft draft, CloudValue users) => users.Items().Any(item =>
        item.IsMap ? !item.Map()!.Has("name") || item.Map()!.Peek("name")!.Node.Text is "default" || item.Map()!.Peek("name")!.Node.Text == draft.Accounts.Default
        : item.IsScalar && item.Node.Text.Split(',', StringSplitOptions.TrimEntries) is var names && (names.Contains("default") || names.Contains(draft.Accounts.Default)));
}
