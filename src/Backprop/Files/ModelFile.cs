using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop;

/// <summary>
/// A model as one safetensors file: the weights under readable names, and in the metadata <c>backprop.format</c> and
/// <c>backprop.model</c>, JSON of architecture, preprocessing, loss and record.
/// </summary>
internal static class ModelFile
{
    /// <summary>The version that is written; newer ones are refused.</summary>
    public const int Format = 1;

    /// <summary>How JSON inside of our files is read.</summary>
    public static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    private const string FormatKey = "backprop.format", ModelKey = "backprop.model";

    public static void Save(Model model, string path, bool overwrite) =>
        Save(model, [.. model.Network.State.Select(s => (s.Name, (Tensor)s.Variable))], path, overwrite);

    /// <summary>Writes a model with other values than its network has now.</summary>
    public static void Save(Model model, IReadOnlyList<(string Name, Tensor Values)> state, string path, bool overwrite) => new SafeTensors
    {
        Tensors = state,
        Metadata = Checksum.With(new()
        {
            [FormatKey] = Format.ToString(CultureInfo.InvariantCulture),
            [ModelKey] = Describe(model),
        }, state),
    }.Save(path, overwrite);

    /// <summary>All of a model but its values, as JSON.</summary>
    public static string Describe(Model model) => new JsonObject
    {
        ["architecture"] = model.Network.Settings.ToJson(),
        ["preprocessing"] = JsonNode.Parse(model.Preprocessor.ToJson()),
        ["loss"] = model.Loss.Settings.ToJson(),
        ["record"] = model.Record.ToJson(),
    }.ToJsonString();

    public static Model Load(string path)
    {
        var file = SafeTensors.Load(path);
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || !file.Metadata.TryGetValue(ModelKey, out var text))
            throw new FileException($"'{path}' holds tensors but no Backprop model: it was not written by backprop train or Model.Save");
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version < 1)
            throw new FileException($"'{path}' is damaged: its format is '{format}' where a number was expected");
        if (version > Format)
            throw new FileException($"'{path}' has the format {version}, this Backprop reads up to {Format}: it was written by a newer version; update Backprop");
        if (Checksum.Fits(file) == false)
            throw new FileException($"'{path}' is damaged: its checksum does not fit its content. If a program changed it on purpose, let that remove 'backprop.checksum' from the metadata");
        return Build(text, file.Tensors.Sum(t => (long)t.Tensor.Count), network => Fill(network, file), $"'{path}'");
    }

    /// <summary>A model from its description and values that another file holds; that file may hold more.</summary>
    /// <exception cref="FileException">The description is damaged, or the values do not fit it.</exception>
    public static Model Build(string text, IReadOnlyList<(string Name, Tensor Values)> tensors, string source) =>
        // Counts of batches, one a norm of several tensors, need not stand there.
        Build(text, tensors.Sum(t => t.Values.Count + 1L), network => Weights.Load(network, tensors, source, new() { AllowUnused = true }), source);

    private static Model Build(string text, long values, Action<Module> fill, string source)
    {
        try
        {
            if (JsonNode.Parse(text, null, NoDuplicates) is not JsonObject json)
                throw new JsonException("the model's description is not an object");
            var network = LayerRegistry.BuildWithin(Settings.From(json["architecture"]), values);
            var preprocessor = Preprocessor.FromJson(json["preprocessing"]?.ToJsonString() ?? "null");
            var loss = LossRegistry.Build(Settings.From(json["loss"]));
            fill(network);
            var record = json["record"] is JsonObject recorded ? TrainingRecord.From(recorded) : new();
            var model = new Model(network, preprocessor, loss, record);
            CheckFit(model);
            return model;
        }
        catch (Exception e) when (e is JsonException or SettingsException or ShapeException or InvalidOperationException or DataException)
        {
            throw new FileException($"{source} cannot be used: {e.Message}", e);
        }
    }

    private static void Fill(Module network, SafeTensors file)
    {
        var tensors = file.Tensors.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);
        foreach (var (name, variable) in network.State)
        {
            if (!tensors.Remove(name, out var values))
                throw new SettingsException($"the values of '{name}' are missing");
            variable.Set(values);
        }

        if (tensors.Count > 0)
            throw new SettingsException($"the network has no place for '{tensors.Keys.Order(StringComparer.Ordinal).First()}'");
    }

    // A file may be well-formed and yet describe a network that does not go with its preprocessing: one row tells.
    private static void CheckFit(Model model)
    {
        using var scope = Execution.NoGradient();
        var inputs = model.Preprocessor.FeatureNames.Count + model.Preprocessor.Embeddings.Count;
        var outputs = model.Network.Forward(Tensor.Zeros([1, inputs])).Shape;
        if (outputs != new Shape(1, model.Preprocessor.Outputs))
            throw new ShapeException($"the network gives {outputs} for one row where the task needs [1, {model.Preprocessor.Outputs}]");
    }
}
