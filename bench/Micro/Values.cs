using Backprop.Numerics;

namespace Backprop.Bench.Micro;

/// <summary>The same normal numbers every time.</summary>
internal static class Values
{
    public static float[] Normal(int count, ulong stream = 1)
    {
        var values = new float[count];
        RandomFill.Normal<float>(new Philox(1, stream), 0, values);
        return values;
    }
}
