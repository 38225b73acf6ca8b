using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>How columns become the network's inputs.</summary>
public sealed record PreprocessorOptions
{
    /// <summary>How numbers are scaled.</summary>
    public Scaling Scaling { get; init; }

    /// <summary>Whether regression targets are standardised for training (and turned back in reports).</summary>
    public bool ScaleTargets { get; init; } = true;

    /// <summary>Whether a number with missing values in the training part gets a 0/1 input that says so.</summary>
    public bool MissingIndicators { get; init; } = true;

    /// <summary>Categories of at most this many labels are one-hot, larger ones get a learned embedding.</summary>
    public int OneHotLimit { get; init; } = 16;

    /// <summary>Categories that get a learned embedding, however few their labels.</summary>
    public IReadOnlyList<string> Embed { get; init; } = [];

    /// <summary>Checks ranges and names.</summary>
    /// <exception cref="SettingsException">A setting is out of its range.</exception>
    public void Validate(TableLayout layout)
    {
        if (!Enum.IsDefined(Scaling))
            throw new SettingsException($"the scaling {Scaling} is not known: it is one of {string.Join(", ", Enum.GetNames<Scaling>())}");
        if (OneHotLimit < 0)
            throw new SettingsException($"the limit of one-hot labels must be 0 or more but is {OneHotLimit}");
        string[] categories = [.. layout.Inputs.Where(i => i.Kind == ColumnKind.Category).Select(i => i.Name)];
        foreach (var name in Embed)
            if (!categories.Contains(name))
                throw new SettingsException($"the column '{name}' to embed is not a category{Names.Hint(name, categories)}");
    }
}
