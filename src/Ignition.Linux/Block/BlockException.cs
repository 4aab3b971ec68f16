namespace Ignition.Linux.Block;

/// <summary>A block device could not be inspected or changed.</summary>
public sealed class BlockException : IOException
{
    /// <summary>An exception with a cause in words.</summary>
    /// <param name="message">What was attempted and why it failed.</param>
    /// <param name="inner">What it comes from, or null.</param>
    public BlockException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
