using System.Globalization;

namespace Backprop.Engine;

/// <summary>Ranges of settings, checked in one place: name, value and what is allowed.</summary>
internal static class InRange
{
    public static double AtLeastZero(double value, string of, string name) =>
        value >= 0 && double.IsFinite(value) ? value : throw Wrong(value, of, name, "a number of at least 0");

    public static double Positive(double value, string of, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw Wrong(value, of, name, "a number greater than 0");

    /// <summary>In [0, 1): a share of the past in a running mean.</summary>
    public static double Decay(double value, string of, string name) =>
        value is >= 0 and < 1 ? value : throw Wrong(value, of, name, "at least 0 and less than 1");

    public static double Between(double value, double low, double high, string of, string name) => value >= low && value <= high
        ? value
        : throw Wrong(value, of, name, string.Create(CultureInfo.InvariantCulture, $"from {low} to {high}"));

    public static int AtLeast(int value, int least, string of, string name) =>
        value >= least ? value : throw Wrong(value, of, name, string.Create(CultureInfo.InvariantCulture, $"a whole number of at least {least}"));

    private static SettingsException Wrong(double value, string of, string name, string allowed) =>
        new(string.Create(CultureInfo.InvariantCulture, $"the {name} of {of} must be {allowed} but is {value}"));
}
