using System.Numerics;
using System.Runtime.CompilerServices;

namespace Backprop.Data;

/// <summary>What was made of a short text, by its bytes: the same texts stand in most rows of a column of labels.</summary>
internal sealed class TextCodes
{
    /// <summary>Longer texts are not kept.</summary>
    public const int MostBytes = 24;

    private const int MostTexts = 1 << 16;

    private Slot[] _slots = new Slot[1 << 8];
    private int _count;

    /// <summary>A text's bytes, zeros behind them, and its length, which is 0 in an empty slot.</summary>
    private struct Slot
    {
        public ulong A, B, C;
        public int Length, Code;
    }

    /// <summary>Whether a text is known, and what it was given for.</summary>
    /// <param name="text">Where it begins; <see cref="MostBytes"/> bytes can be read from there.</param>
    /// <param name="length">Its bytes, at least 1.</param>
    /// <param name="slot">Where to <see cref="Keep"/> it if it is not known; negative: nowhere.</param>
    /// <param name="code">What it was given for.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGet(ref byte text, int length, out int slot, out int code)
    {
        (slot, code) = (-1, 0);
        if ((uint)(length - 1) >= MostBytes)
            return false;
        var wanted = Read(ref text, length);
        var slots = _slots;
        for (slot = Hash(wanted) & (slots.Length - 1); ; slot = (slot + 1) & (slots.Length - 1))
        {
            ref var s = ref slots[slot];
            if (s.A == wanted.A && s.B == wanted.B && s.C == wanted.C && s.Length == length)
            {
                code = s.Code;
                return true;
            }

            if (s.Length == 0)
                break;
        }

        if (_count == MostTexts)
            slot = -1;
        return false;
    }

    /// <summary>Keeps what was made of a text that <see cref="TryGet"/> did not know.</summary>
    public void Keep(ref byte text, int length, int slot, int code)
    {
        if (slot < 0)
            return;
        _slots[slot] = Read(ref text, length) with { Code = code };
        if (++_count * 2 > _slots.Length)
            Grow();
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new Slot[old.Length * 4];
        foreach (var s in old)
        {
            if (s.Length == 0)
                continue;
            var slot = Hash(s) & (_slots.Length - 1);
            while (_slots[slot].Length != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = s;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Slot Read(ref byte text, int length)
    {
        var a = Unsafe.ReadUnaligned<ulong>(ref text);
        if (length <= 8)
            return new() { A = a & First(length), Length = length };
        var b = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, 8));
        return length <= 16
            ? new() { A = a, B = b & First(length - 8), Length = length }
            : new() { A = a, B = b, C = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, 16)) & First(length - 16), Length = length };
    }

    // The bytes that come first in memory, 1 to 8 of them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong First(int bytes) => BitConverter.IsLittleEndian ? ulong.MaxValue >> (64 - (8 * bytes)) : ulong.MaxValue << (64 - (8 * bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Hash(in Slot s)
    {
        var hash = (s.A ^ BitOperations.RotateLeft(s.B * 0xC2B2AE3D27D4EB4F, 31) ^ BitOperations.RotateLeft(s.C * 0x165667B19E3779F9, 17)) * 0x9E3779B97F4A7C15;
        return (int)((hash ^ (hash >> 29)) >> 32);
    }
}
