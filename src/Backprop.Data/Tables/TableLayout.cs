using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>All that must be known to read another file as the first one was read. Part of the model.</summary>
public sealed record TableLayout
{
    /// <summary>What is learned; null without a target.</summary>
    public required TaskKind? Task { get; init; }

    /// <summary>The columns the network sees, in order.</summary>
    public required InputColumn[] Inputs { get; init; }

    /// <summary>The columns it learns to say, in order.</summary>
    public required TargetColumn[] Targets { get; init; }

    /// <summary>Texts for missing values beyond the default ones.</summary>
    public required string[] Missing { get; init; }

    /// <summary>Whether files have a header.</summary>
    public required bool Header { get; init; }

    /// <summary>Height and width of a flattened picture, else null.</summary>
    public required int[]? Picture { get; init; }

    /// <summary>Checks what a file may have broken.</summary>
    /// <exception cref="SettingsException">The layout contradicts itself.</exception>
    public void Validate()
    {
        Check(!Array.Exists(Inputs, i => i is null || Array.Exists(i.Levels, l => l is null))
            && !Array.Exists(Targets, t => t is null || Array.Exists(t.Classes, c => c is null)) && !Array.Exists(Missing, m => m is null), "it holds null where it must not");
        Check(Task is null == (Targets.Length == 0), $"it has the task {Task} and {Targets.Length} targets");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in Inputs.Select(i => i.Name).Concat(Targets.Select(t => t.Name)))
            if (!names.Add(name))
                throw new SettingsException($"the table's layout names the column '{name}' twice");
        foreach (var input in Inputs)
        {
            Check(input.Kind is not ColumnKind.Text && Enum.IsDefined(input.Kind), $"the input '{input.Name}' has the kind {input.Kind}");
            Check(input.Kind != ColumnKind.Date || (input.DateFormat is not null && DateText.IsFamily(input.DateFormat)), $"the input '{input.Name}' has an unknown date format '{input.DateFormat}'");
            Check(input.Kind != ColumnKind.Boolean || input.Levels.Length == 2, $"the boolean '{input.Name}' has {input.Levels.Length} labels");
            Check(input.Levels.Distinct(StringComparer.Ordinal).Count() == input.Levels.Length, $"the input '{input.Name}' has a label twice");
        }

        foreach (var target in Targets)
        {
            var classes = target.Classes.Distinct(StringComparer.Ordinal).Count();
            Check(classes == target.Classes.Length, $"the target '{target.Name}' has a class twice");
            Check(Task switch
            {
                TaskKind.Regression => classes == 0 && target.Kind == ColumnKind.Number,
                TaskKind.MultiClass => classes > 2 && Targets.Length == 1,
                TaskKind.Binary => classes == 2 && Targets.Length == 1,
                TaskKind.MultiLabel => classes == 2,
                _ => false,
            }, $"the target '{target.Name}' with {classes} classes does not fit the task {Task}");
        }

        Check(Picture is null || (Picture.Length == 2 && Picture[0] > 0 && Picture[1] > 0), "the picture's size is not height and width");

        static void Check(bool holds, string problem)
        {
            if (!holds)
                throw new SettingsException($"the table's layout is damaged: {problem}");
        }
    }
}
