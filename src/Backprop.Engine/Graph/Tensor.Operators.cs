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

    /// <summary>Quotient element by element, broadcast.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => DivideOp.Instance.Apply(a, b);

    /// <summary>Quotient element by element, broadcast.</summary>
    public static Tensor operator /(Tensor a, double b) => a / a.Constant(b);

    /// <summary>Quotient element by element, broadcast.</summary>
    public static Tensor operator /(double a, Tensor b) => b.Constant(a) / b;

    /// <summary>Negative.</summary>
    public static Tensor operator -(Tensor x) => NegateOp.Instance.Apply(x);

    // A number beside a tensor takes the tensor's dtype.
    internal Tensor Constant(double value) => DType.IsFloat() || (DType == DType.Int32 && value == (int)value)
        ? Scalar(value, DType)
        : throw new ShapeException(string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"a tensor of {DType.Name()} meets whole numbers only, not {value}: use Convert"));
}
