namespace Backprop.Engine;

/// <summary>The place of the least along an axis, the first of equals; a NaN counts as the least.</summary>
public sealed class ArgMinOp : PositionOp
{
    /// <summary>Along this axis (from 0).</summary>
    public ArgMinOp(int axis, bool keepAxis = false) : base(axis, keepAxis) { }

    /// <inheritdoc/>
    public override string Name => "argmin";
}

public static partial class Ops
{
    /// <summary>The place of the least along an axis as int32, the first of equals; a NaN counts as the least.</summary>
    /// <exception cref="ShapeException">There is no such axis, or it has no elements.</exception>
    public static Tensor ArgMin(this Tensor x, int axis = -1, bool keepAxis = false) =>
        new ArgMinOp(Axes.Of("argmin", x.Shape, axis), keepAxis).Apply(x);
}
