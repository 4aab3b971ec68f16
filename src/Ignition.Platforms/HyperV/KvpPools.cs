using System.Buffers.Binary;

namespace Ignition.Platforms.HyperV;

/// <summary>The pools of key-value pairs, as the host sends them.</summary>
/// <remarks>Messages are struct hv_kvp_msg of linux/hyperv.h: operation 0, pool 1, value type 4, key size 8, value size 12, key 16, value 528.</remarks>
internal sealed class KvpPools
{
    /// <summary>Number of pools.</summary>
    public const int Count = 5;

    /// <summary>Length of a message in bytes.</summary>
    public const int MessageBytes = 7432;

    private const byte Register = 100;
    private const byte Set = 1;
    private const int KeyAt = 16;
    private const int KeyBytes = 512;
    private const int ValueAt = KeyAt + KeyBytes;
    private const int ValueBytes = 2048;
    private const uint NotSupported = 0x80004005;
    private readonly List<(byte[] Key, byte[] Value)>[] _pools = [[], [], [], [], []];

    /// <summary>Receives until the host is silent for a second.</summary>
    /// <exception cref="IOException">The channel does not work.</exception>
    public static KvpPools Receive(IKvpChannel channel, CancellationToken cancel)
    {
        var pools = new KvpPools();
        var message = new byte[MessageBytes];
        message[0] = Register;
        channel.Write(message);
        while (channel.Wait(TimeSpan.FromSeconds(1)))
        {
            cancel.ThrowIfCancellationRequested();
            if (channel.Read(message) != MessageBytes) throw new IOException("the Hyper-V channel gave a message of another length");
            if (message[0] == Register) continue;
            var error = message[0] == Set && pools.Take(message) ? 0 : NotSupported;
            BinaryPrimitives.WriteUInt32LittleEndian(message, error);
            channel.Write(message);
        }

        return pools;
    }

    /// <summary>Value of a key of pool 0, without the final NUL; null when it is not there.</summary>
    public byte[]? Find(string key)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(key);
        foreach (var (known, value) in _pools[0])
        {
            if (known.AsSpan().SequenceEqual(name)) return value;
        }

        return null;
    }

    /// <summary>A pool as the KVP daemon keeps it: records of a padded key and a padded value.</summary>
    public byte[] File(int pool)
    {
        var file = new byte[_pools[pool].Count * (KeyBytes + ValueBytes)];
        var at = 0;
        foreach (var (key, value) in _pools[pool])
        {
            key.CopyTo(file.AsSpan(at));
            value.CopyTo(file.AsSpan(at + KeyBytes));
            at += KeyBytes + ValueBytes;
        }

        return file;
    }

    private bool Take(ReadOnlySpan<byte> message)
    {
        var pool = message[1];
        var keyBytes = BinaryPrimitives.ReadUInt32LittleEndian(message[8..]);
        var valueBytes = BinaryPrimitives.ReadUInt32LittleEndian(message[12..]);

        // Sizes include the final NUL, so that 0 is no size.
        if (pool >= Count || keyBytes is 0 or > KeyBytes || valueBytes is 0 or > ValueBytes) return false;
        var key = message.Slice(KeyAt, (int)keyBytes - 1).ToArray();
        var value = message.Slice(ValueAt, (int)valueBytes - 1).ToArray();
        var at = _pools[pool].FindIndex(entry => entry.Key.AsSpan().SequenceEqual(key));
        if (at < 0) _pools[pool].Add((key, value));
        else _pools[pool][at] = (key, value);
        return true;
    }
}
