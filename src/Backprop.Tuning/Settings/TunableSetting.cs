namespace Backprop.Tuning;

/// <summary>A setting of training that can be searched.</summary>
/// <param name="Name">As its option: <c>learning-rate</c>.</param>
/// <param name="Current">Its value at the start, null where a default will decide.</param>
/// <param name="Default">The values worth trying; null where the setting means nothing (no dropout in a network of one's own).</param>
/// <param name="Range">A dimension between two bounds; null when it has only choices.</param>
/// <param name="Apply">The start with this value.</param>
/// <exception cref="SettingsException"><paramref name="Apply"/>: the value cannot be one of this setting.</exception>
public sealed record TunableSetting(
    string Name,
    Func<TuningStart, string?> Current,
    Func<TuningStart, Dimension?> Default,
    Func<double, double, Dimension>? Range,
    Func<TuningStart, string, TuningStart> Apply)
{
    /// <summary>Whether its value is a number.</summary>
    public bool IsNumber => Range is not null;
}
