using System.Runtime.CompilerServices;

namespace Backprop.Data;

/// <summary>What a schema says of numbers, added up in order.</summary>
internal struct NumberRange()
{
    public double Min = double.PositiveInfinity;
    public double Max = double.NegativeInfinity;
    public double Sum;

    /// <summary>Whether all are whole numbers.</summary>
    public bool Whole = true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        Sum += value;
        Whole &= Math.Floor(value) == value;
    }
}
