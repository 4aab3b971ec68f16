using System.Diagnostics;
using System.Text;
using Xunit;

namespace Ignition.Tests.Fuzzing;

/// <summary>Something that reads what others write. Each target is a small class.</summary>
internal abstract class FuzzTarget : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private byte[] _input = [];
    private long _count;
    private long _began;

    /// <summary>Good inputs.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Words of the format, and what is dangerous in it.</summary>
    public abstract IReadOnlyList<byte[]> Pieces { get; }

    /// <summary>Reads an input. Whatever it throws is a finding; what the reader may throw it catches, and what must hold afterwards it asserts.</summary>
    public abstract void Check(byte[] input);

    /// <summary>Makes a mutated input whole where otherwise nothing behind a checksum would be read.</summary>
    public virtual byte[] Sealed(byte[] input, Random random) => input;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Reads mutated inputs for a time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="seed">Input number n depends on this and n alone.</param>
    public void Run(TimeSpan time, int seed)
    {
        var clock = Stopwatch.StartNew();
        var work = Task.Factory.StartNew(() => Work(clock, time, seed), TaskCreationOptions.LongRunning);
        var told = TimeSpan.FromMinutes(1);
        while (!work.Wait(200))
        {
            if (Interlocked.Read(ref _began) is var began and > 0 && Stopwatch.GetElapsedTime(began) > Longest) Assert.Fail(Found(seed, $"it does not end within {Longest.TotalSeconds} s"));
            if (clock.Elapsed < told) continue;
            told += TimeSpan.FromMinutes(1);
            Console.Error.WriteLine($"{GetType().Name}: {clock.Elapsed:m\\:ss}, {Interlocked.Read(ref _count)} inputs, seed {seed}");
        }

        Assert.True(_count > 0, "nothing was read");
        Console.Error.WriteLine($"{GetType().Name}: {_count} inputs, seed {seed}");
    }

    /// <summary>Texts as bytes.</summary>
    protected static byte[][] Texts(params string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);

    private void Work(Stopwatch clock, TimeSpan time, int seed)
    {
        foreach (var good in Seeds) Check(good);
        for (; clock.Elapsed < time; Interlocked.Increment(ref _count))
        {
            var random = new Random(unchecked((seed * 1_000_003) + (int)_count));
            _input = Sealed(new Mutator(Seeds, Pieces, random).Next(), random);
            Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());
            try
            {
                Check(_input);
            }
            catch (Exception problem)
            {
                Assert.Fail(Found(seed, problem.ToString()));
            }
            finally
            {
                Interlocked.Exchange(ref _began, 0);
            }
        }
    }

    private string Found(int seed, string what)
    {
        var file = Path.Combine(Path.GetTempPath(), $"fuzz-{GetType().Name}-{seed}-{_count}");
        File.WriteAllBytes(file, _input);
        return $"{GetType().Name}, seed {seed}, input {_count}, kept as {file}: {what}";
    }
}
