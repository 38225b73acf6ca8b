namespace Backprop.Engine;

public partial class Tensor
{
    /// <summary>Sum, broadcast.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => AddOp.Instance.Apply(a, b);

    /// <summary>Sum, broadcast.</summary>
    public static Tensor operator +(Tensor a, double b) => a + a.Constant(b);

    /// <summary>Sum, broadcast.</summary>
    public static Tensor operator +(double a, Tensor b) => b.Constant(a) + b;

    /// <summary>Difference, broadcast.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => SubtractOp.Instance.Apply(a, b);

    /// <summary>Difference, broadcast.</summary>
    public static Tensor operator -(Tensor a, double b) => a - a.Constant(b);

    /// <summary>Difference, broadcast.</summary>
    public static Tensor operator -(double a, Tensor b) => b.Constant(a) - b;

    /// <summary>Product element by element, broadcast.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => MultiplyOp.Instance.Apply(a, b);

    /// <summary>Product element by element, broadcast.</summary>
    public static Tensor operator *(Tensor a, double b) => a * a.Constant(b);

    /// <summary>Product element by element, broadcast.</summary>
    public static Tensor operator *(double a, Tensor b) => b.Constant(a) * b;

    /// <summary>Negative.</summary>
    public static Tensor operator -(Tensor x) => NegateOp.Instance.Apply(x);

    // A number beside a tensor takes the tensor's dtype.
    internal Tensor Constant(double value) => Scalar(value, DType);
}
