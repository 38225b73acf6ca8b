using System.Globalization;

namespace Backprop.Engine;

/// <summary>What the values of a variable are before training.</summary>
public abstract record Initializer
{
    /// <summary>The name it is registered under, such as <c>he_normal</c>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Fills the values of a variable. Float32 values are the float64 ones rounded, so that both precisions start alike.
    /// </summary>
    /// <param name="values">Row-major.</param>
    /// <param name="shape">The variable's shape; a weight is [out, in] or [out, in, kernel…].</param>
    /// <param name="random">The variable's own stream.</param>
    public abstract void Fill(Span<double> values, Shape shape, Philox random);

    /// <summary>
    /// How many inputs feed one output and how many outputs one input feeds, by PyTorch's convention: for [out, in, kernel…]
    /// in · kernel and out · kernel; for a vector its size twice.
    /// </summary>
    public static (int FanIn, int FanOut) Fans(Shape shape)
    {
        if (shape.Rank < 2)
            return (Math.Max(1, shape.Count), Math.Max(1, shape.Count));
        var kernel = 1;
        for (var axis = 2; axis < shape.Rank; axis++)
            kernel *= shape[axis];
        return (shape[1] * kernel, shape[0] * kernel);
    }

    /// <summary>Fills with numbers uniform in [low, high).</summary>
    protected static void FillUniform(Span<double> values, double low, double high, Philox random)
    {
        RandomFill.Uniform(random, 0, values);
        for (var i = 0; i < values.Length; i++)
            values[i] = low + (high - low) * values[i];
    }

    /// <summary>Fills with normal numbers.</summary>
    protected static void FillNormal(Span<double> values, double mean, double deviation, Philox random)
    {
        RandomFill.Normal(random, 0, values);
        for (var i = 0; i < values.Length; i++)
            values[i] = mean + deviation * values[i];
    }

    /// <summary>The gain, if it is finite.</summary>
    private protected double CheckGain(double gain) => double.IsFinite(gain) ? gain : throw OutOfRange("Gain", gain, "finite");

    /// <summary>The error of a setting outside of its range.</summary>
    private protected SettingsException OutOfRange(string setting, double value, string expected) => new(string.Create(
        CultureInfo.InvariantCulture, $"the setting '{setting}' of the initializer '{Name}' must be {expected} but is {value}"));
}
