namespace Ignition.Butane.CloudConfig;

/// <summary>Parts of user data that are no cloud-configs.</summary>
internal static class CloudScripts
{
    private static readonly (string Type, string Advice)[] Refused =
    [
        ("text/x-include-url", "nothing is fetched; use ignition.config.merge"),
        ("text/x-include-once-url", "nothing is fetched; use ignition.config.merge"),
        ("text/part-handler", "there is no Python that could run it"),
        ("text/cloud-config-jsonp", "patches are not applied; write what they make"),
        ("text/upstart-job", "there is no upstart; write a unit"),
        ("text/x-powershell", "there is no PowerShell"),
    ];

    /// <summary>Carries scripts, and reports what is none.</summary>
    public static void Carry(CloudDraft draft, CloudPart part)
    {
        var from = new CloudValue(draft.Report, part.Place, part.Place, part.Type.Length > 0 ? part.Type : "part");
        var text = part.Text.TrimStart('\n', '\r');
        if (part.Type is "text/x-shellscript" or "text/x-shellscript-per-instance" or "text/x-shellscript-per-once")
        {
            Script(draft, from, text, every: false);
        }
        else if (part.Type is "text/cloud-boothook" or "text/x-shellscript-per-boot")
        {
            var isHook = text.StartsWith("#cloud-boothook", StringComparison.OrdinalIgnoreCase);
            Script(draft, from, isHook ? text[(text.IndexOf('\n') + 1)..].TrimStart('\n') : text, every: true);
        }
        else if (text.Trim().Length == 0)
        {
            from.Remark("this part is empty");
        }
        else
        {
            from.Lose(Array.Find(Refused, known => known.Type == part.Type).Advice ?? "this part is no cloud-config and no script");
        }
    }

    private static void Script(CloudDraft draft, CloudValue from, string text, bool every)
    {
        var number = ++draft.Scripts;
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        text = text.EndsWith('\n') ? text : text + "\n";
        CloudCommands.Look(draft, from, text);
        from.Remark($"the script is {CloudCommands.Scripts}/script-{number}.sh, which runs {(every ? "on every boot" : "once")}");
        CloudCommands.Script(draft, from, $"script-{number}", text, every);
    }
}
