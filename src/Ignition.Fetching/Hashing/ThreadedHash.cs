namespace Ignition.Fetching.Hashing;

/// <summary>A hash of large contents computed on a thread of its own, a few buffers behind the one that receives and writes them.</summary>
/// <remarks>
/// The first <see cref="AloneBytes"/> are hashed at once: small files come side by side anyway, and each would pay for a thread.
/// A thread rather than the pool's, whose few would wait for each other when many downloads are hashed at once.
/// </remarks>
internal sealed class ThreadedHash(HashFunction inner) : HashFunction
{
    /// <summary>How much is hashed before a thread is started: 4 MiB.</summary>
    public const int AloneBytes = 4 << 20;

    private const int BufferBytes = 256 << 10, Buffers = 3, StackBytes = 128 << 10;
    private readonly SemaphoreSlim _full = new(0);
    private readonly SemaphoreSlim _free = new(Buffers);
    private readonly byte[][] _buffers = new byte[Buffers][];
    private readonly int[] _lengths = new int[Buffers];
    private Thread? _thread;
    private Exception? _problem;
    private long _alone;
    private int _filling;
    private int _filled;

    /// <inheritdoc/>
    public override void Update(ReadOnlySpan<byte> bytes)
    {
        if (_thread is null && _alone < AloneBytes)
        {
            inner.Update(bytes);
            _alone += bytes.Length;
            return;
        }

        if (_thread is null) Start();
        while (!bytes.IsEmpty)
        {
            if (_filled == 0) _free.Wait();
            var buffer = _buffers[_filling] ??= new byte[BufferBytes];
            var take = Math.Min(bytes.Length, BufferBytes - _filled);
            bytes[..take].CopyTo(buffer.AsSpan(_filled));
            bytes = bytes[take..];
            _filled += take;
            if (_filled == BufferBytes) Pass();
        }
    }

    /// <inheritdoc/>
    public override byte[] Finish()
    {
        End();
        return _problem is null ? inner.Finish() : throw _problem;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        End();
        inner.Dispose();
        _full.Dispose();
        _free.Dispose();
    }

    private void Start()
    {
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "hash" };
        _thread.Start();
    }

    /// <summary>Hands the buffer that is being filled to the thread.</summary>
    private void Pass()
    {
        _lengths[_filling] = _filled;
        _filling = (_filling + 1) % Buffers;
        _filled = 0;
        _full.Release();
    }

    private void End()
    {
        if (_thread is null) return;
        if (_filled > 0) Pass();
        _free.Wait();

        // A buffer without bytes is the last.
        Pass();
        _thread.Join();
        _thread = null;
    }

    private void Run()
    {
        for (var at = 0; ; at = (at + 1) % Buffers)
        {
            _full.Wait();
            if (_lengths[at] == 0) return;
            try
            {
                if (_problem is null) inner.Update(_buffers[at].AsSpan(0, _lengths[at]));
            }
            catch (Exception problem)
            {
                _problem = problem;
            }

            _free.Release();
        }
    }
}
