using System.Text.Json;
using Backprop.Numerics;

namespace Backprop.Data;

/// <summary>All that a fitted <see cref="Preprocessor"/> knows: plain data, kept in the model file as JSON.</summary>
public sealed record PreprocessorState
{
    /// <summary>The version of this format that this library writes.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The format's version.</summary>
    public required int Version { get; init; }

    /// <summary>How files are read.</summary>
    public required TableLayout Layout { get; init; }

    /// <summary>How each of the layout's inputs becomes the network's inputs, in the same order.</summary>
    public required ColumnTransform[] Transforms { get; init; }

    /// <summary>How regression targets are scaled, in the layout's order; empty for classes.</summary>
    public required TargetScale[] Scales { get; init; }

    /// <summary>As JSON; numbers read back as the same bits.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PreprocessorJson.Default.PreprocessorState);

    /// <summary>From JSON; members that are unknown or missing, and figures that make no sense, are errors.</summary>
    /// <exception cref="SettingsException">The text is not such a state.</exception>
    public static PreprocessorState FromJson(string json)
    {
        PreprocessorState state;
        try
        {
            state = JsonSerializer.Deserialize(json, PreprocessorJson.Default.PreprocessorState)
                ?? throw new SettingsException("the model's preprocessing is null: expected a JSON object");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new SettingsException($"the model's preprocessing cannot be read: {e.Message}", e);
        }

        state.Validate();
        return state;
    }

    /// <summary>Checks what a file may have broken.</summary>
    /// <exception cref="SettingsException">The state contradicts itself, or is of a newer version.</exception>
    public void Validate()
    {
        if (Version is < 1 or > CurrentVersion)
            throw new SettingsException($"the model's preprocessing has version {Version}, this Backprop reads up to {CurrentVersion}: use a newer one");
        if (Layout is null || Transforms is null || Scales is null || Array.Exists(Transforms, t => t is null) || Array.Exists(Scales, s => s is null))
            throw new SettingsException("the model's preprocessing holds null where it must not");
        Layout.Validate();
        if (Transforms.Length != Layout.Inputs.Length)
            throw new SettingsException($"the model's preprocessing has {Layout.Inputs.Length} inputs but {Transforms.Length} transforms");
        for (var i = 0; i < Transforms.Length; i++)
            Transforms[i].Validate(Layout.Inputs[i]);
        var regression = Layout.Task == TaskKind.Regression;
        if (Scales.Length != (regression ? Layout.Targets.Length : 0))
            throw new SettingsException($"the model's preprocessing has {Scales.Length} target scales for {Layout.Targets.Length} targets of {Layout.Task}");
        for (var i = 0; i < Scales.Length; i++)
            if (Scales[i].Column != Layout.Targets[i].Name || !double.IsFinite(Scales[i].Center) || !double.IsFinite(Scales[i].Scale) || Scales[i].Scale <= 0)
                throw new SettingsException($"the scale of the target '{Layout.Targets[i].Name}' is damaged");
    }
}
