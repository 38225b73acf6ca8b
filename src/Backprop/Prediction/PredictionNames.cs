namespace Backprop;

/// <summary>What the numbers of a prediction mean.</summary>
internal sealed class PredictionNames(Model model)
{
    public TaskKind Task { get; } = model.Task;

    /// <summary>The classes in the order of their numbers; for multi-label tasks the targets' names; empty for regression.</summary>
    public string[] Classes { get; } = [.. model.Preprocessor.ClassNames];

    /// <summary>The columns that are predicted.</summary>
    public string[] Targets { get; } = [.. model.Preprocessor.Layout.Targets.Select(t => t.Name)];

    /// <summary>For each predicted column its labels; empty for numbers.</summary>
    public string[][] TargetClasses { get; } = [.. model.Preprocessor.Layout.Targets.Select(t => t.Classes)];

    /// <summary>How many numbers a row has.</summary>
    public int Width { get; } = model.Task == TaskKind.Binary ? 2 : model.Preprocessor.Outputs;
}
