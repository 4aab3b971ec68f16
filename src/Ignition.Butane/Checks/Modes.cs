namespace Ignition.Butane.Checks;

/// <summary>Tells a mode that was meant in octal but reads as decimal.</summary>
internal static class Modes
{
    private const int Read = 4, Write = 2, Execute = 1;

    /// <summary>True when the digits make sense in octal, and the number does not.</summary>
    /// <param name="mode">The number read.</param>
    /// <param name="directory">True for a directory.</param>
    /// <returns>True when the user forgot the leading 0.</returns>
    public static bool LooksDecimal(long mode, bool directory)
    {
        if (mode is < 0 or > 7777)
        {
            return false;
        }

        var octal = 0;
        for (long rest = mode, place = 1; rest > 0; rest /= 10, place *= 8)
        {
            var digit = rest % 10;
            if (digit > 7)
            {
                return false;
            }

            octal += (int)(digit * place);
        }

        return !IsTypical((int)mode, directory) && IsTypical(octal, directory);
    }

    private static bool IsTypical(int mode, bool directory)
    {
        if (mode == 0)
        {
            return true;
        }

        if (mode > 0xFFF)
        {
            return false;
        }

        var (any, lessRead, lessExecute) = (0, false, false);
        for (var shift = 0; shift <= 6; shift += 3)
        {
            var bits = (mode >> shift) & 7;
            if ((any & ~bits) != 0 || ((bits & (Write | Execute)) != 0 && (bits & Read) == 0)
                || ((bits & Execute) != 0 && lessRead && !lessExecute))
            {
                return false;
            }

            any |= bits;
            lessRead |= (bits & Read) != 0;
            lessExecute |= (bits & Execute) != 0;
        }

        var (setuid, setgid, sticky) = ((mode & 0x800) != 0, (mode & 0x400) != 0, (mode & 0x200) != 0);
        if ((any & Read) == 0)
        {
            return false;
        }

        return directory
            ? (any & Execute) != 0 && !setuid && (!(setgid || sticky) || (any & Write) != 0)
            : !sticky && (!(setuid || setgid) || ((any & Execute) != 0 && (mode & Write) == 0));
    }
}
