using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Numerics.Kernels;

namespace Backprop.Engine;

/// <summary>Whether a and b compare so, element by element, broadcast: a boolean tensor, without a gradient.</summary>
public sealed class CompareOp : Op
{
    private static readonly CompareOp[] All = [.. Enum.GetValues<Comparison>().Select(c => new CompareOp(c))];

    private CompareOp(Comparison comparison) => Comparison = comparison;

    /// <summary>The op of a comparison.</summary>
    public static CompareOp Of(Comparison comparison) => All[(int)comparison];

    /// <summary>What is asked.</summary>
    public Comparison Comparison { get; }

    /// <inheritdoc/>
    public override string Name => Comparison switch
    {
        Comparison.Greater => "greater",
        Comparison.GreaterOrEqual => "greater_or_equal",
        Comparison.Less => "less",
        Comparison.LessOrEqual => "less_or_equal",
        Comparison.EqualTo => "equal",
        _ => "not_equal",
    };

    /// <inheritdoc/>
    public override bool Differentiable => false;

    /// <inheritdoc/>
    protected internal override TensorSpec[] Infer(ReadOnlySpan<TensorSpec> inputs) =>
        Require.Same(this, inputs[0], inputs[1]) == DType.Boolean
        ? throw new ShapeException($"'{Name}' compares numbers but got {inputs[0]} and {inputs[1]}: use Convert(DType.Int32)")
        : [new(DType.Boolean, Require.Broadcast(this, inputs[0], inputs[1]))];

    /// <inheritdoc/>
    protected internal override bool[]? Rows(ReadOnlySpan<TensorSpec> inputs, ReadOnlySpan<TensorSpec> outputs) => RowCut.Broadcast(inputs, outputs[0]);

    /// <inheritdoc/>
    protected internal override void Run(ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Tensor> outputs, Workers workers)
    {
        switch (inputs[0].DType)
        {
            case DType.Float32: Run<float>(inputs[0], inputs[1], outputs[0], workers); break;
            case DType.Float64: Run<double>(inputs[0], inputs[1], outputs[0], workers); break;
            default: Run<int>(inputs[0], inputs[1], outputs[0], workers); break;
        }
    }

    private void Run<T>(Tensor a, Tensor b, Tensor c, Workers workers) where T : unmanaged
    {
        switch (Comparison)
        {
            case Comparison.Greater: Run<Greater, T>(a, b, c, workers); break;
            case Comparison.GreaterOrEqual: Run<GreaterOrEqual, T>(a, b, c, workers); break;
            case Comparison.Less: Run<Greater, T>(b, a, c, workers); break;
            case Comparison.LessOrEqual: Run<GreaterOrEqual, T>(b, a, c, workers); break;
            case Comparison.EqualTo: Run<Equal, T>(a, b, c, workers); break;
            default: Run<NotEqual, T>(a, b, c, workers); break;
        }
    }

    private static void Run<TKernel, T>(Tensor a, Tensor b, Tensor c, Workers workers)
        where TKernel : struct, ICompareKernel where T : unmanaged =>
        Elementwise.Compare<TKernel, T>(a.Span<T>(), a.Shape, b.Span<T>(), b.Shape, c.Writable<bool>(), c.Shape, workers);

    /// <inheritdoc/>
    protected internal override Tensor?[] Gradient(in GradientContext context) => [null, null];

    private readonly struct Greater : ICompareKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Vector256.GreaterThan(x, y);
    }

    private readonly struct GreaterOrEqual : ICompareKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Vector256.GreaterThanOrEqual(x, y);
    }

    private readonly struct Equal : ICompareKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => Vector256.Equals(x, y);
    }

    private readonly struct NotEqual : ICompareKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<T> Apply<T>(Vector256<T> x, Vector256<T> y) where T : unmanaged => ~Vector256.Equals(x, y);
    }
}

public static partial class Ops
{
    /// <summary>Whether a &gt; b, element by element, broadcast: a boolean tensor.</summary>
    public static Tensor Greater(this Tensor a, Tensor b) => CompareOp.Of(Comparison.Greater).Apply(a, b);

    /// <summary>Whether a &gt; b for a number b, element by element: a boolean tensor.</summary>
    public static Tensor Greater(this Tensor a, double b) => a.Greater(a.Constant(b));

    /// <summary>Whether a ≥ b, element by element, broadcast: a boolean tensor.</summary>
    public static Tensor GreaterOrEqual(this Tensor a, Tensor b) => CompareOp.Of(Comparison.GreaterOrEqual).Apply(a, b);

    /// <summary>Whether a ≥ b for a number b, element by element: a boolean tensor.</summary>
    public static Tensor GreaterOrEqual(this Tensor a, double b) => a.GreaterOrEqual(a.Constant(b));

    /// <summary>Whether a &lt; b, element by element, broadcast: a boolean tensor.</summary>
    public static Tensor Less(this Tensor a, Tensor b) => CompareOp.Of(Comparison.Less).Apply(a, b);

    /// <summary>Whether a &lt; b for a number b, element by element: a boolean tensor.</summary>
    public static Tensor Less(this Tensor a, double b) => a.Less(a.Constant(b));

    /// <summary>Whether a ≤ b, element by element, broadcast: a boolean tensor.</summary>
    public static Tensor LessOrEqual(this Tensor a, Tensor b) => CompareOp.Of(Comparison.LessOrEqual).Apply(a, b);

    /// <summary>Whether a ≤ b for a number b, element by element: a boolean tensor.</summary>
    public static Tensor LessOrEqual(this Tensor a, double b) => a.LessOrEqual(a.Constant(b));

    /// <summary>Whether a = b, element by element, broadcast: a boolean tensor.</summary>
    public static Tensor EqualTo(this Tensor a, Tensor b) => CompareOp.Of(Comparison.EqualTo).Apply(a, b);

    /// <summary>Whether a = b for a number b, element by element: a boolean tensor.</summary>
    public static Tensor EqualTo(this Tensor a, double b) => a.EqualTo(a.Constant(b));

    /// <summary>Whether a ≠ b, element by element, broadcast: a boolean tensor.</summary>
    public static Tensor NotEqualTo(this Tensor a, Tensor b) => CompareOp.Of(Comparison.NotEqualTo).Apply(a, b);

    /// <summary>Whether a ≠ b for a number b, element by element: a boolean tensor.</summary>
    public static Tensor NotEqualTo(this Tensor a, double b) => a.NotEqualTo(a.Constant(b));
}
