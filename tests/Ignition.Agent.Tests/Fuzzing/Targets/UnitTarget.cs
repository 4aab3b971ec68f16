using System.Text;
using Ignition.Config.Reading;
using Ignition.Linux.Systemd;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>Unit files and presets: both readers of units answer, and a preset merged twice is merged.</summary>
internal sealed class UnitTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Seeds { get; } = Texts(
        "[Unit]\nDescription=a\n[Service]\nExecStart=/bin/true \\\n  -x\n[Install]\nWantedBy=multi-user.target other.target\nAlso=b.socket\n",
        "# c\n[Install]\nAlias=x.service\nWantedBy=\nDefaultInstance=1\n;d\nRequiredBy=a \\\n# in between\nb\n",
        "enable a.service\ndisable b@.service 1 2\n# comment\nenable c.timer\n");

    public override IReadOnlyList<byte[]> Pieces { get; } = [.. Texts("[", "]", "[Install]\n", "=", "\\\n", "\\", "\n", "#", ";", "WantedBy=", "enable ", "disable ", "a.service", "@", "\r", "\t", "\0", "é", "\u00a0", new string('x', 2050)), [0xff]];

    public override void Check(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var section = new InstallSection();
        section.Add(text);
        Assert.DoesNotContain("", section.WantedBy);

        var json = "{\"ignition\":{\"version\":\"3.4.0\"},\"systemd\":{\"units\":[{\"name\":\"a.service\",\"enabled\":true,\"contents\":" + System.Text.Json.JsonSerializer.Serialize(text) + "}]}}";
        _ = ConfigReader.Read(Encoding.UTF8.GetBytes(json), "fuzz").Report.ToString();

        PresetLine[] lines = [new(true, "a.service", []), new(false, "b@.service", ["1"])];
        var merged = PresetFile.Merge(text, lines);
        Assert.Equal(merged, PresetFile.Merge(merged, lines));
    }
}
