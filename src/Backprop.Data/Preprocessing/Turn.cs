using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>Places in a cycle.</summary>
internal static class Turn
{
    /// <summary>Sine and cosine of a step of a whole turn.</summary>
    public static (double Sine, double Cosine) SinCos(int step, int steps)
    {
        var angle = 2 * Math.PI * step / steps;
        return (Elementary.Sin(angle), Elementary.Cos(angle));
    }
}
