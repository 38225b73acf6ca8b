using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Data;

/// <summary>Finds where the fields of plain CSV text end, sixty-four bytes at once.</summary>
internal static class CsvMarks
{
    /// <summary>How many bytes are looked at together: so many must be readable behind the text.</summary>
    public const int Stride = 64;

    /// <summary>What was found.</summary>
    internal ref struct Found
    {
        /// <summary>Places of the delimiters and line feeds that end fields.</summary>
        public int Ends;

        /// <summary>Lines.</summary>
        public int Rows;

        /// <summary>Whether the text is written otherwise than plainly: the careful reader decides.</summary>
        public bool Odd;
    }

    /// <summary>
    /// Writes the places where fields end, and for each line feed the number of such places up to and with it. Delimiters
    /// and line feeds between quotes are text. What is not plain is told: a quote within an unquoted field, text after a
    /// closing quote, a carriage return that is no part of a line end.
    /// </summary>
    /// <param name="text">The text, beginning with a row; <see cref="Stride"/> more bytes can be read behind it.</param>
    /// <param name="length">Its length.</param>
    /// <param name="delimiter">Between fields.</param>
    /// <param name="quote">Around fields.</param>
    /// <param name="ends">One place for each byte of text, and <see cref="Stride"/> more.</param>
    /// <param name="rows">One place for each byte of text.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Found Find(ref byte text, int length, byte delimiter, byte quote, Span<int> ends, Span<int> rows)
    {
        var found = default(Found);
        var (count, lines) = (0, 0);
        ulong inside = 0, afterEdge = 1, afterClose = 0, afterReturn = 0, odd = 0;
        for (var start = 0; start < length; start += Stride)
        {
            Masks(ref Unsafe.Add(ref text, start), delimiter, quote, out var delimiters, out var feeds, out var quotes, out var returns);
            var valid = ulong.MaxValue;
            if (length - start < Stride)
            {
                valid = (1UL << (length - start)) - 1;
                (delimiters, feeds, quotes, returns) = (delimiters & valid, feeds & valid, quotes & valid, returns & valid);
            }

            odd |= ((returns << 1) | afterReturn) & ~feeds & valid;
            afterReturn = returns >> 63;
            var edges = delimiters | feeds;
            if ((quotes | inside | afterClose) == 0)
                afterEdge = edges >> 63;
            else
            {
                // From each opening quote up to its closing one; a doubled quote closes and opens again.
                var within = quotes;
                within ^= within << 1;
                within ^= within << 2;
                within ^= within << 4;
                within ^= within << 8;
                within ^= within << 16;
                within ^= within << 32;
                within ^= inside;
                edges &= ~within;
                feeds &= ~within;
                var (opening, closing) = (quotes & within, quotes & ~within);
                odd |= opening & ~((edges << 1) | afterEdge | (closing << 1) | afterClose);
                odd |= ((closing << 1) | afterClose) & ~(edges | quotes | returns) & valid;
                (inside, afterEdge, afterClose) = ((ulong)((long)within >> 63), edges >> 63, closing >> 63);
            }

            for (var left = feeds; left != 0; left &= left - 1)
                rows[lines++] = count + BitOperations.PopCount(edges & (left ^ (left - 1)));
            while (edges != 0)
            {
                ends[count++] = start + BitOperations.TrailingZeroCount(edges);
                edges &= edges - 1;
            }
        }

        found.Odd = odd != 0;
        (found.Ends, found.Rows) = (count, lines);
        return found;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Masks(ref byte text, byte delimiter, byte quote, out ulong delimiters, out ulong feeds, out ulong quotes, out ulong returns)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            var v = Vector512.LoadUnsafe(ref text);
            delimiters = Vector512.Equals(v, Vector512.Create(delimiter)).ExtractMostSignificantBits();
            feeds = Vector512.Equals(v, Vector512.Create((byte)'\n')).ExtractMostSignificantBits();
            quotes = Vector512.Equals(v, Vector512.Create(quote)).ExtractMostSignificantBits();
            returns = Vector512.Equals(v, Vector512.Create((byte)'\r')).ExtractMostSignificantBits();
            return;
        }

        var (low, high) = (Vector256.LoadUnsafe(ref text), Vector256.LoadUnsafe(ref text, 32));
        delimiters = Both(low, high, delimiter);
        feeds = Both(low, high, (byte)'\n');
        quotes = Both(low, high, quote);
        returns = Both(low, high, (byte)'\r');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Both(Vector256<byte> low, Vector256<byte> high, byte value) =>
        Vector256.Equals(low, Vector256.Create(value)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, Vector256.Create(value)).ExtractMostSignificantBits() << 32);
}
