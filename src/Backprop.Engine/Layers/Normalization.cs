using System.Globalization;

namespace Backprop.Engine;

/// <summary>What norms have in common.</summary>
internal static class Normalization
{
    public static int CheckSize(string layer, int size) => size >= 1
        ? size
        : throw new SettingsException($"{layer} needs rows of at least 1 element but was given {size}");

    public static double CheckEpsilon(string layer, double epsilon) => epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new SettingsException($"the eps of {layer} must be more than 0 but is {epsilon.ToString(CultureInfo.InvariantCulture)}");
}
