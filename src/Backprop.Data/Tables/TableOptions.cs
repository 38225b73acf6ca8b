namespace Backprop.Data;

/// <summary>What is told about a table; whatever is not is inferred from all its rows.</summary>
public sealed record TableOptions
{
    /// <summary>The target column or columns; none for a table that is only looked at.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>What is learned.</summary>
    public TaskHint Task { get; init; }

    /// <summary>Columns not to read.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Columns whose values are labels, also when they are numbers.</summary>
    public IReadOnlyList<string> Categorical { get; init; } = [];

    /// <summary>Columns whose values are numbers; a text in them is an error.</summary>
    public IReadOnlyList<string> Numeric { get; init; } = [];

    /// <summary>Columns whose values are dates.</summary>
    public IReadOnlyList<string> Dates { get; init; } = [];

    /// <summary>Columns of free text: left out.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Columns to use although they look like an id, a constant or free text.</summary>
    public IReadOnlyList<string> Keep { get; init; } = [];

    /// <summary>The column that says which rows belong together in a split; not a feature.</summary>
    public string? Group { get; init; }

    /// <summary>The column that orders rows for a split by time; not a feature unless also in <see cref="Keep"/>.</summary>
    public string? Time { get; init; }

    /// <summary>Texts for missing values beyond <see cref="MissingTokens.Default"/>.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Whether columns with one value only are kept; null: only those of pictures.</summary>
    public bool? KeepConstants { get; init; }

    /// <summary>How the CSV file is written, where it is one.</summary>
    public CsvOptions Csv { get; init; } = new();
}
