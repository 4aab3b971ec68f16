using Ignition.Provisioning.Contents;
using System.Text.Json;
using Ignition.Config.Model;
using Ignition.Provisioning.Failures;
using Ignition.Provisioning.Logging;
using Ignition.Provisioning.Steps;
using Ignition.Stages.Disks.Devices;

namespace Ignition.Stages.Disks.Volumes;

/// <summary>Looks whether clevis will be able to bind a volume to its pins, before anything is written.</summary>
/// <param name="context">Waits for devices.</param>
/// <param name="machine">Fetches, and tells the console.</param>
internal sealed class PinCheck(DisksContext context, Machine machine)
{
    /// <summary>The machine's TPM.</summary>
    public TpmDevice Tpm { get; init; } = new();

    /// <summary>Fails when a program is missing that clevis needs for its pins.</summary>
    public static void RequirePrograms(Clevis clevis, string configPath)
    {
        foreach (var program in (ReadOnlySpan<string>)["clevis", "clevis-luks-bind", "jose"]) Programs.Require(program, configPath);
        if (ClevisBinding.CanTest(clevis)) Programs.Require("clevis-luks-unlock", configPath);
        foreach (var pin in ClevisPin.AllOf(clevis, configPath)) Programs.Require("clevis-encrypt-" + pin.Name, pin.ConfigPath);
    }

    /// <summary>Fails when a pin cannot be bound to.</summary>
    /// <param name="clevis">The binding.</param>
    /// <param name="configPath">JSON path of it.</param>
    /// <param name="binds">False for a volume that exists and may be bound already: then pins that open it are enough, and clevis knows which do.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task CheckAsync(Clevis clevis, string configPath, bool binds, CancellationToken cancel)
    {
        var custom = clevis.Custom.Pin is { Length: > 0 };
        foreach (var pin in ClevisPin.AllOf(clevis, configPath))
        {
            if (pin.Name == "tpm2" && binds) await context.WaitForAsync("a TPM 2.0", Tpm.Path, Tpm.Find, DisksFailures.TpmMissing, pin.ConfigPath, cancel);
            if (pin.Name != "tang") continue;
            if (!pin.Config.TryGetProperty("adv", out var adv) || adv.ValueKind is not (JsonValueKind.Object or JsonValueKind.String))
            {
                // A volume that will be bound: just what clevis will ask, the server may answer with keys that it does not show to everybody.
                if (binds) Require(pin, ClevisPin.Parse(await AskAsync(pin, "/adv/" + Thumbprint(pin), cancel)), Thumbprint(pin));
                else if (!custom) await AskAsync(pin, "/adv", cancel);
            }
            else if (binds && adv.ValueKind == JsonValueKind.Object) // a text names a file, which is left to clevis
            {
                Require(pin, adv, Thumbprint(pin) is { Length: > 0 } told ? told : TangAdvertisement.AnyKey);
            }
        }
    }

    private static void Require(ClevisPin pin, JsonElement adv, string thumbprint)
    {
        if (!TangAdvertisement.Has(adv, thumbprint)) throw Distrusted(pin, null);
    }

    private static FailureException Distrusted(ClevisPin pin, Exception? inner) => new(
        DisksFailures.TangKey, "tang server " + Server(pin, "") + " advertises no signing key with thumbprint " + Thumbprint(pin) + " beside a key for exchanges", pin.ConfigPath, inner);

    private static string Thumbprint(ClevisPin pin) => ClevisPin.Text(pin.Config, "thp") ?? "";

    private static SourceUrl Server(ClevisPin pin, string path) => new((ClevisPin.Text(pin.Config, "url") ?? "").TrimEnd('/') + path);

    /// <summary>Retried as every download is, but not for ever; clevis itself tries once.</summary>
    private async Task<byte[]> AskAsync(ClevisPin pin, string path, CancellationToken cancel)
    {
        var advertisement = new Resource { Source = Server(pin, path) };
        using var late = new CancellationTokenSource(context.DeviceLimit, machine.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        var began = machine.Clock.GetTimestamp();
        await using var told = machine.Clock.CreateTimer(
            _ => machine.Log.OnConsole().Information(
                "waiting for tang server {Url:l}: {Waited} s so far, at most {Limit} s",
                advertisement.Source.ToString(), (int)machine.Clock.GetElapsedTime(began).TotalSeconds, (int)context.DeviceLimit.TotalSeconds),
            null, DisksContext.TellEvery, DisksContext.TellEvery);
        try
        {
            return await machine.Contents.ReadAsync(advertisement, pin.ConfigPath, either.Token);
        }
        catch (FailureException e) when (e.Failure.Code == FetchFailures.NotFound)
        {
            throw Distrusted(pin, e);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new FailureException(DisksFailures.TangUnreachable, $"{advertisement.Source} gave no answer within {context.DeviceLimit.TotalSeconds:0} s", pin.ConfigPath, e);
        }
    }
}
