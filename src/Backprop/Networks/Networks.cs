namespace Backprop;

/// <summary>Networks by name.</summary>
public static class Networks
{
    /// <summary>Hidden layers of these widths between the table's inputs and the target.</summary>
    public static DenseNetwork Dense(params int[] widths) => new() { Widths = [.. widths] };

    /// <summary>No hidden layer: linear or logistic regression.</summary>
    public static DenseNetwork Linear() => new() { Widths = [] };
}
