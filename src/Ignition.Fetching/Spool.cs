using Ignition.Fetching.Sinks;
using Ignition.Linux.Files;
using Ignition.Provisioning.Contents;
using Ignition.Provisioning.Failures;

namespace Ignition.Fetching;

/// <summary>Where fetched contents end: in memory while small, in a file of the spool directory once they are not.</summary>
/// <remarks>The file has mode 0600 from its first byte on; its directory belongs on the filesystem the contents go to.</remarks>
internal sealed class Spool : ByteSink, IDisposable
{
    /// <summary>Contents up to this many bytes stay in memory.</summary>
    public const int MemoryBytes = 64 << 10;

    /// <summary>Without a spool directory, contents may have this many bytes at most: 64 MiB.</summary>
    public const int MaxMemoryBytes = 64 << 20;

    /// <summary>How much of a growing file is left to the kernel before it is asked to write it: 8 MiB.</summary>
    private const int WriteBackBytes = 8 << 20;

    private readonly SpoolDirectory? _directory;
    private byte[] _memory = [];
    private int _memoryLength;
    private FileStream? _file;
    private string _name = "";
    private long _writtenBack;
    private bool _kept;

    /// <summary>Spools into a directory, or into memory alone.</summary>
    /// <param name="directory">Where; null for memory alone.</param>
    public Spool(SpoolDirectory? directory) => _directory = directory;

    /// <summary>Bytes taken so far.</summary>
    public long Length { get; private set; }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        if (_directory is not null && (_file is not null || Length > MemoryBytes))
        {
            WriteFile(bytes);
            return;
        }

        if (Length > MaxMemoryBytes)
        {
            throw new BadContentException(BadContent.TooLarge, $"the contents are larger than {MaxMemoryBytes >> 20} MiB, more than fits in memory here");
        }

        if (Length > _memory.Length) Array.Resize(ref _memory, (int)Math.Max(Length, Math.Min(_memory.Length * 2L, MaxMemoryBytes)));
        bytes.CopyTo(_memory.AsSpan(_memoryLength));
        _memoryLength += bytes.Length;
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        if (_file is not null) StartWriting();
    }

    /// <summary>The contents; the spool lets go of them.</summary>
    public Content Take()
    {
        _kept = true;
        if (_file is null) return new MemoryContent(_memory.AsMemory(0, _memoryLength));
        _file.Dispose();
        return new SpooledContent(_directory!, _name, Length);
    }

    /// <summary>Forgets everything taken, to start over.</summary>
    public void Clear()
    {
        Length = 0;
        _memoryLength = 0;
        if (_file is null) return;
        _writtenBack = 0;
        Store(static spool =>
        {
            spool._file!.SetLength(0);
            spool._file.Position = 0;
        });
    }

    /// <summary>Removes a file that nobody took.</summary>
    public void Dispose()
    {
        if (_kept || _file is null) return;
        _file.Dispose();
        _directory!.Delete(_name);
    }

    private void WriteFile(ReadOnlySpan<byte> bytes)
    {
        if (_file is null) Store(static spool => spool.Spill());
        try
        {
            _file!.Write(bytes);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Refused(problem);
        }

        if (Length - _writtenBack >= WriteBackBytes) StartWriting();
    }

    private void Store(Action<Spool> action)
    {
        try
        {
            action(this);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Refused(problem);
        }
    }

    private FailureException Refused(Exception problem) =>
        new(FetchFailures.Spool, $"{_directory!.Path} cannot take the contents: {problem.Message}", inner: problem);

    private void StartWriting()
    {
        WriteBack.Start(_file!.SafeFileHandle, _writtenBack, Length - _writtenBack);
        _writtenBack = Length;
    }

    private void Spill()
    {
        _name = "fetch-" + Guid.NewGuid().ToString("N");
        _file = new FileStream(_directory!.Create(_name), FileAccess.Write, bufferSize: 0);
        _file.Write(_memory.AsSpan(0, _memoryLength));
        _memory = [];
        _memoryLength = 0;
    }
}
