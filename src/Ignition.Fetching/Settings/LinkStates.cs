namespace Ignition.Fetching.Settings;

/// <summary>What the network interfaces of a machine are like.</summary>
/// <param name="Text">One clause; empty when nobody looked.</param>
/// <param name="HasAddress">True when one has an address: then there is a network, whatever else is missing.</param>
internal readonly record struct LinkStates(string Text, bool HasAddress);
