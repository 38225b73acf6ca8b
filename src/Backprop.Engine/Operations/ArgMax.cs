namespace Backprop.Engine;

/// <summary>The place of the greatest along an axis, the first of equals; a NaN counts as the greatest.</summary>
public sealed class ArgMaxOp : PositionOp
{
    /// <summary>Along this axis (from 0).</summary>
    public ArgMaxOp(int axis, bool keepAxis = false) : base(axis, keepAxis) { }

    /// <inheritdoc/>
    public override string Name => "argmax";
}

public static partial class Ops
{
    /// <summary>The place of the greatest along an axis as int32, the first of equals; a NaN counts as the greatest.</summary>
    /// <exception cref="ShapeException">There is no such axis, or it has no elements.</exception>
    public static Tensor ArgMax(this Tensor x, int axis = -1, bool keepAxis = false) =>
        new ArgMaxOp(Axes.Of("argmax", x.Shape, axis), keepAxis).Apply(x);
}
