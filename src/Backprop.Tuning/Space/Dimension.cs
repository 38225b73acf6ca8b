using System.Globalization;

namespace Backprop.Tuning;

/// <summary>
/// One setting that is searched, and the values it may take. A value is the text a person would type after the setting's
/// option, so what a study found can be typed again and means the same number, bit for bit.
/// </summary>
/// <param name="Name">The setting, named as its option: <c>learning-rate</c>.</param>
public abstract record Dimension(string Name)
{
    /// <summary>
    /// Another dimension and a choice of it with which this one means nothing (dropout without hidden layers): it is left out
    /// there. The other one must stand before this one in the space.
    /// </summary>
    public (string Dimension, string Choice)? NotWith { get; init; }

    /// <summary>The value at a place of the dimension.</summary>
    /// <param name="position">In [0, 1); equal lengths are equally likely.</param>
    public abstract string At(double position);

    /// <summary>Values spread evenly over the dimension, its ends included, each once.</summary>
    /// <param name="points">At most this many, at least 1; a choice gives all of its values.</param>
    public abstract IReadOnlyList<string> Grid(int points);

    /// <summary>The values as a person reads them: <c>0.0001 … 0.1, log</c>.</summary>
    public abstract string Describe();

    /// <summary>The text of a number: the shortest that reads back as the same bits.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The text of a whole number.</summary>
    public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    // Even steps from 0 to 1; the middle when there is but one.
    private protected static IEnumerable<double> Steps(int points) =>
        points == 1 ? [0.5] : Enumerable.Range(0, points).Select(i => (double)i / (points - 1));

    // Three significant digits are as much as a search can tell apart, and a command line that can be read.
    private protected static string Rounded(double value, double low, double high)
    {
        var rounded = double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Text(Math.Clamp(rounded, low, high));
    }

    private protected static SettingsException Bad(string name, string problem) => new($"the search of {name}: {problem}");
}
