using Ignition.Config.Json;
using Ignition.Config.Model;
using Ignition.Config.Reporting;

namespace Ignition.Config.Validation;

/// <summary>LUKS volumes.</summary>
internal static class LuksRules
{
    private const int LongestLabel = 47;

    public static void Check(RuleContext at, Luks volume)
    {
        var keyFile = volume.KeyFile.Source?.Reveal() ?? "";
        var clevis = volume.Clevis;
        if (volume.Name.Contains('/')) at.AddTo(Rules.LuksNameSlash, "name");
        if (RuleContext.Bytes(volume.Label ?? "") > LongestLabel) at.AddTo(Rules.LuksLabelTooLong, "label");
        if (string.IsNullOrEmpty(volume.Device)) at.AddTo(Rules.LuksDeviceRequired, "device");
        else PathRules.Check(at, "device", volume.Device);
        // Before 3.3.0 a custom object that is there, even empty, has a pin that is at least the empty text.
        var custom = at.Version.RequiresTargetLevelAndPin ? !string.IsNullOrEmpty(clevis.Custom.Pin) : clevis.Custom.Pin is not null;
        var others = clevis.Tang.Count > 0 || clevis.Tpm2 == true || clevis.Threshold is not (null or 0);
        if (custom && others) at.AddTo(Rules.ClevisCustomExclusive, "clevis");
        if (keyFile.Length > 0 && ResourceRules.Broken(at.Version, keyFile, at.AcceptsOem) is not null)
            at.AddTo(Rules.LuksKeyfileInvalid, "keys", better: "keyFile.source");
        if (volume.CexEnabled == true)
        {
            if (others || !string.IsNullOrEmpty(clevis.Custom.Pin)) at.AddTo(Rules.CexWithClevis, "cex");
            if (keyFile.Length > 0) at.AddTo(Rules.CexWithKeyfile, "cex");
        }
        at.At.Push("clevis");
        CheckCustom(at, clevis.Custom);
        at.Each("tang", clevis.Tang, CheckTang);
        at.At.Pop();
        at.At.Push("keyFile");
        ResourceRules.Check(at, volume.KeyFile);
        at.At.Pop();
    }

    private static void CheckCustom(RuleContext at, ClevisCustom custom)
    {
        var pin = custom.Pin ?? "";
        var hasConfig = !string.IsNullOrEmpty(custom.Config);
        var nullable = at.Version.RequiresTargetLevelAndPin;
        var needsNetwork = nullable && custom.NeedsNetwork == true;
        if (pin.Length == 0)
        {
            if (hasConfig || needsNetwork) at.AddTo(nullable ? Rules.ClevisPinRequired : Rules.ClevisPinUnknown, "custom.pin");
        }
        else if (at.Version.ClevisPins is { } pins && Array.IndexOf(pins, pin) < 0)
        {
            at.AddTo(Rules.ClevisPinUnknown, "custom.pin");
        }
        if (!hasConfig && (pin.Length > 0 || needsNetwork)) at.AddTo(Rules.ClevisConfigRequired, "custom.config");
    }

    private static void CheckTang(RuleContext at, Tang tang)
    {
        if (!UrlSyntax.TryParse(tang.Url, out var url)) at.AddTo(Rules.TangUrlInvalid, "url");
        else if (url.Scheme is not ("http" or "https")) at.AddTo(Rules.TangUrlScheme, "url");
        if (string.IsNullOrEmpty(tang.Thumbprint)) at.AddTo(Rules.TangThumbprintRequired, "thumbprint");
        if (!string.IsNullOrEmpty(tang.Advertisement)
            && JsonScanner.Scan(System.Text.Encoding.UTF8.GetBytes(tang.Advertisement), out _, out _) is null)
        {
            at.AddTo(Rules.TangAdvertisementJson, "advertisement");
        }
    }
}
