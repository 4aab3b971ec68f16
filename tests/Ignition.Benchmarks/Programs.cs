namespace Ignition.Benchmarks;

/// <summary>Where the programs are that are compared.</summary>
/// <param name="Output">The directory <c>make build</c> leaves.</param>
internal sealed record Programs(string Output)
{
    public string Ours => Path.Combine(Output, "ignition");

    public string OurValidate => Path.Combine(Output, "ignition-validate");

    public string OurButane => Path.Combine(Output, "butane");

    public string Peer => "/usr/lib/dracut/modules.d/30ignition/ignition";

    public string PeerValidate => "/usr/bin/ignition-validate";

    /// <summary>Those that are not there.</summary>
    public IEnumerable<string> Missing() => new[] { Ours, Peer, PeerValidate }.Where(p => !File.Exists(p));
}
