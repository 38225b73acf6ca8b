using System.Text.Json.Nodes;

namespace Backprop;

public sealed partial record Explanation
{
    /// <summary>
    /// Explains what a row of a table would teach a model. Unless told otherwise the step is that of the optimizer and the
    /// learning rate the model was trained with.
    /// </summary>
    /// <param name="model">The model; it is not changed.</param>
    /// <param name="data">A table opened by <see cref="Model.Open"/> with its targets.</param>
    /// <param name="row">The row's number in the source, from 1, the header excluded.</param>
    /// <param name="options">Which weight, and how much.</param>
    /// <exception cref="SettingsException">There is no such row or weight, or the row has no target.</exception>
    public static Explanation Of(Model model, TableData data, int row, ExplainOptions? options = null)
    {
        var encoded = model.Preprocessor.Encode(data.Select([Place(data, row)]));
        options ??= new();
        var settings = model.Record.Settings;
        var name = Get<string>(settings, "optimizer") is { } recorded && OptimizerRegistry.All.Names.Contains(recorded) ? recorded : null;
        if (name is not null && (options.Optimizer is null || options.Optimizer == new OptimizerSettings(name)))
        {
            options = options with
            {
                Optimizer = new(name)
                {
                    LearningRate = Get<double?>(settings, "learning_rate"),
                    WeightDecay = Get<double?>(settings, "weight_decay"),
                    Momentum = Get<double?>(settings, "momentum"),
                },
                Clipping = new() { MaximumNorm = Get<double?>(settings, "clip_norm"), MaximumValue = Get<double?>(settings, "clip_value") },
            };
        }

        if (options.FeatureNames.Count == 0)
        {
            // The codes of embedded categories stand behind the numbers.
            options = options with
            {
                FeatureNames = [.. model.Preprocessor.FeatureNames, .. model.Preprocessor.Embeddings.Select(e => $"{e.Column} (code)")],
            };
        }

        return Of(model.Network, Model.Input(encoded, 0, 1), model.Target(encoded, 0, 1), model.Loss, options);
    }

    /// <summary>Where the row with this number stands in the table.</summary>
    /// <param name="data">The table.</param>
    /// <param name="row">The row's number in the source, from 1, the header excluded.</param>
    /// <exception cref="SettingsException">There is no such row, or it was left out because it has no target.</exception>
    public static int Place(TableData data, int row)
    {
        for (var i = 0; i < data.Count; i++)
        {
            if (data.SourceRow(i) == row)
                return i;
        }

        throw new SettingsException(row >= 1 && row <= data.Schema.Rows
            ? $"row {row} of {data.Schema.Source} is not in this part of the table or has no target, so there is no loss to explain: choose another one"
            : $"{data.Schema.Source} has no row {row}: choose one from 1 to {data.Schema.Rows} (the header is not counted)");
    }

    private static T? Get<T>(JsonObject settings, string name) =>
        settings[name] is JsonValue value && value.TryGetValue<T>(out var found) ? found : default;
}
