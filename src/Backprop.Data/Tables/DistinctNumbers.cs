using System.Runtime.CompilerServices;

namespace Backprop.Data;

/// <summary>Counts different numbers (0 and −0 are one) up to a limit.</summary>
/// <param name="limit">Where counting stops.</param>
internal sealed class DistinctNumbers(int limit)
{
    private const long Empty = -1; // the bits of a NaN, which is never added

    private long[] _slots = NewSlots(256);

    /// <summary>How many there were; at most the limit.</summary>
    public int Count { get; private set; }

    /// <summary>A number, not NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (Count < limit)
            Insert(BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(long bits)
    {
        var slots = _slots;
        for (var slot = Slot(bits, slots.Length); ; slot = (slot + 1) & (slots.Length - 1))
        {
            if (slots[slot] == bits)
                return;
            if (slots[slot] != Empty)
                continue;
            slots[slot] = bits;
            if (++Count * 2 > slots.Length)
                Grow();
            return;
        }
    }

    private void Grow()
    {
        var old = _slots;
        _slots = NewSlots(old.Length * 4);
        foreach (var bits in old)
        {
            if (bits == Empty)
                continue;
            var slot = Slot(bits, _slots.Length);
            while (_slots[slot] != Empty)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = bits;
        }
    }

    private static int Slot(long bits, int length) => (int)(((ulong)bits * 0x9E3779B97F4A7C15) >> 40) & (length - 1);

    private static long[] NewSlots(int length)
    {
        var slots = new long[length];
        Array.Fill(slots, Empty);
        return slots;
    }
}
