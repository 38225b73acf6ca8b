using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>Applies an update rule to a tile of elements.</summary>
public static class UpdateKernels
{
    /// <summary>
    /// One update of n elements, in place. The rest at the end is padded to a vector and goes through the same code, so the
    /// bits of an element depend neither on its place nor on n.
    /// </summary>
    /// <param name="kernel">The rule.</param>
    /// <param name="weight">[n]</param>
    /// <param name="grad">[n]</param>
    /// <param name="state">Each array [n] or empty.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TKernel, T>(TKernel kernel, Span<T> weight, ReadOnlySpan<T> grad, UpdateState<T> state)
        where TKernel : struct, IUpdateKernel<T> where T : unmanaged
    {
        Check(weight.Length, grad.Length);
        Check(weight.Length, state.First.IsEmpty ? weight.Length : state.First.Length);
        Check(weight.Length, state.Second.IsEmpty ? weight.Length : state.Second.Length);
        Check(weight.Length, state.Third.IsEmpty ? weight.Length : state.Third.Length);
        ref var w = ref MemoryMarshal.GetReference(weight);
        ref var g = ref MemoryMarshal.GetReference(grad);
        ref var a = ref MemoryMarshal.GetReference(state.First);
        ref var b = ref MemoryMarshal.GetReference(state.Second);
        ref var c = ref MemoryMarshal.GetReference(state.Third);
        var width = Vector256<T>.Count;
        var whole = weight.Length - weight.Length % width;
        for (nuint i = 0; i < (nuint)whole; i += (nuint)width)
            kernel.Step(ref w, in g, ref a, ref b, ref c, i);
        if (whole == weight.Length)
            return;

        var rest = weight.Length - whole;
        Span<T> pad = stackalloc T[5 * width]; // weight, grad and three states, each one vector
        weight[whole..].CopyTo(pad);
        grad[whole..].CopyTo(pad[width..]);
        var part = state.Slice(whole, rest);
        part.First.CopyTo(pad[(2 * width)..]);
        part.Second.CopyTo(pad[(3 * width)..]);
        part.Third.CopyTo(pad[(4 * width)..]);
        ref var p = ref MemoryMarshal.GetReference(pad);
        kernel.Step(ref p, in Unsafe.Add(ref p, width), ref Unsafe.Add(ref p, 2 * width), ref Unsafe.Add(ref p, 3 * width), ref Unsafe.Add(ref p, 4 * width), 0);
        pad[..rest].CopyTo(weight[whole..]);
        pad.Slice(2 * width, part.First.Length).CopyTo(part.First);
        pad.Slice(3 * width, part.Second.Length).CopyTo(part.Second);
        pad.Slice(4 * width, part.Third.Length).CopyTo(part.Third);
    }

    /// <summary>baseᵉˣᵖᵒⁿᵉⁿᵗ by repeated squaring: the same bits everywhere.</summary>
    public static double IntegerPower(double value, int exponent)
    {
        var result = 1.0;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result *= value;
            value *= value;
        }

        return result;
    }

    private static void Check(int weights, int others)
    {
        if (weights != others)
            throw new ShapeException($"an update of {weights} weights needs as many gradients and states but got {others}");
    }

    /// <summary>g · scale, then into ±limit: what clipping does to a gradient. NaN stays NaN.</summary>
    internal readonly struct ScaleAndClip<TValue>(double scale, double limit) : IParameterKernel where TValue : unmanaged
    {
        private readonly Vector256<TValue> _scale = Vectors.Broadcast<TValue>(scale);
        private readonly Vector256<TValue> _limit = Vectors.Broadcast<TValue>(limit);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<T> Apply<T>(Vector256<T> x) where T : unmanaged
        {
            var limit = _limit.As<TValue, T>();
            return Vectors.Max(Vectors.Min(x * _scale.As<TValue, T>(), limit), -limit);
        }
    }
}
