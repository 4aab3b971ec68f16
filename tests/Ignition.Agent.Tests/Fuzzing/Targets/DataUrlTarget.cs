using System.Text;
using Ignition.Config.Data;
using Ignition.Tests.Fuzzing;
using Xunit;

namespace Ignition.Agent.Tests.Fuzzing.Targets;

/// <summary>data: URLs: what has no problem is decoded, and what is decoded stays so when it is written again.</summary>
internal sealed class DataUrlTarget : FuzzTarget
{
    public override IReadOnlyList<byte[]> Seeds { get; } = Texts(
        "data:,text", "data:;base64,aGVsbG8=", "data:text/plain;charset=utf-8,a%20b%0A", "data:text/plain;a=\"x\\\"y\";base64,AAAA", "data:application/octet-stream;base64,AA==", "data:,");

    public override IReadOnlyList<byte[]> Pieces { get; } = [.. Texts("data:", ",", ";", ";base64", "=", "==", "%", "%0", "%zz", "%00", "\"", "\\", "text/plain", "é", "\0", " ", "\n", "\U0001f600", "-", "_"), [0xff]];

    public override void Check(byte[] input)
    {
        var url = Encoding.UTF8.GetString(input);
        var decoded = DataUrl.TryDecode(url, out var contents);
        Assert.Equal(decoded, DataUrl.Problem(url) is null);
        if (!decoded) return;
        Assert.True(DataUrl.TryDecode("data:;base64," + Convert.ToBase64String(contents), out var again));
        Assert.Equal(contents, again);
    }
}
