using System.Net.Sockets;

namespace Ignition.Fetching.Http;

/// <summary>An attempt failed in a way that may pass; it is tried again.</summary>
/// <param name="kind">What failed.</param>
/// <param name="cause">One sentence without secrets.</param>
/// <param name="inner">What it came from.</param>
internal sealed class TransientException(TransientKind kind, string cause, Exception? inner = null) : Exception(cause, inner)
{
    /// <summary>What failed.</summary>
    public TransientKind Kind { get; } = kind;

    /// <summary>The cause without what was asked: for a line that names the server already.</summary>
    public string Why { get; init; } = cause;

    /// <summary>When the server wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when there was no way to the server at all: no route, no name.</summary>
    public bool NoRoute { get; init; }

    /// <summary>True when the attempt brought bytes that earlier ones did not.</summary>
    public bool Progressed { get; init; }
}

/// <summary>Errors of sockets that mean: no way to the server at all.</summary>
internal static class Routes
{
    /// <summary>True for one of them. A name server that cannot be asked is no better than a server that cannot be reached.</summary>
    public static bool IsMissing(SocketError error) =>
        error is SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.TryAgain;
}

/// <summary>What failed in an attempt.</summary>
internal enum TransientKind
{
    /// <summary>Name, connection, or no headers in time: tried until the total limit.</summary>
    Transport,

    /// <summary>The server asked to come back: tried until the total limit.</summary>
    Status,

    /// <summary>The certificate: tried for a minute, in which the clock may be set.</summary>
    Tls,

    /// <summary>A limit of this process: tried for a minute, in which other fetches may end.</summary>
    Limit,

    /// <summary>The body broke: tried until six attempts in a row brought nothing new.</summary>
    Body,
}
