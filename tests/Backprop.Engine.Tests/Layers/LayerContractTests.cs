using System.Globalization;
using System.Text.Json.Nodes;

namespace Backprop.Engine.Tests;

/// <summary>What every layer must do, for every layer in the registry: a new one without a sample here fails.</summary>
public sealed class LayerContractTests
{
    /// <summary>A layer as users build it, an input it takes and what it must give.</summary>
    public sealed record Sample(Func<Module> Build, int[] Input, int[] Output, bool Codes = false)
    {
        /// <summary>How many of the last columns are codes.</summary>
        public int CodeColumns { get; init; }
    }

    private static Sample Same(Func<Module> build, params int[] shape) => new(build, shape, shape);

    // An activation: three shapes.
    private static Sample[] Shapes(Func<Module> build) => [Same(build, 3, 4), Same(build, 5, 1), Same(build, 2, 3, 2)];

    private static readonly Dictionary<string, Sample[]> Samples = new()
    {
        ["batch_norm_1d"] =
        [
            Same(() => new BatchNorm1d(4), 5, 4), Same(() => new BatchNorm1d(3, 1e-3, 0.3), 2, 3, 4),
            Same(() => new BatchNorm1d(2, affine: false), 7, 2), Same(() => new BatchNorm1d(2), 1, 2),
        ],
        ["category_embedding"] =
        [
            new(() => new CategoryEmbedding(2, new CategoryColumn("island", 3, 2), new CategoryColumn("sex", 3, 1)), [5, 4], [5, 5]) { CodeColumns = 2 },
            new(() => new CategoryEmbedding(0, new CategoryColumn("Größe, cm", 3, 4)), [6, 1], [6, 4]) { CodeColumns = 1 },
        ],
        ["dropout"] = [Same(() => new Dropout(), 6, 4), Same(() => new Dropout(0.25), 2, 3, 4), Same(() => new Dropout(0), 3, 2)],
        ["elu"] = [.. Shapes(() => new Elu()), Same(() => new Elu(0.5), 4, 3)],
        ["embedding"] = [new(() => new Embedding(3, 4), [5], [5, 4], Codes: true), new(() => new Embedding(3, 2), [2, 3], [2, 3, 2], Codes: true)],
        ["gelu"] = [.. Shapes(() => new Gelu()), Same(() => new Gelu(approximate: true), 4, 3)],
        ["hard_sigmoid"] = Shapes(() => new HardSigmoid()),
        ["hard_swish"] = Shapes(() => new HardSwish()),
        ["identity"] = Shapes(() => new Identity()),
        ["layer_norm"] = [Same(() => new LayerNorm(4), 5, 4), Same(() => new LayerNorm(3, 1e-3), 2, 2, 3)],
        ["leaky_relu"] = [.. Shapes(() => new LeakyRelu()), Same(() => new LeakyRelu(0.2), 4, 3)],
        ["linear"] =
        [
            new(() => new Linear(4, 3), [5, 4], [5, 3]), new(() => new Linear(3, 2, bias: false), [2, 4, 3], [2, 4, 2]),
            new(() => new Linear(6, 1), [1, 6], [1, 1]),
        ],
        ["mish"] = Shapes(() => new Mish()),
        ["relu"] = Shapes(() => new Relu()),
        ["residual"] = [Same(() => new Residual(new Sequential(new Linear(3, 5), new Tanh(), new Linear(5, 3))), 4, 3), Same(() => new Residual(new Tanh()), 2, 2, 2)],
        ["rms_norm"] = [Same(() => new RmsNorm(4), 5, 4), Same(() => new RmsNorm(3, 1e-3), 2, 2, 3)],
        ["selu"] = Shapes(() => new Selu()),
        ["sequential"] =
        [
            new(() => new Sequential(new Linear(4, 8), new BatchNorm1d(8), new Silu(), new Dropout(0.1), new Sequential(new Linear(8, 3), new Softmax())), [6, 4], [6, 3]),
            Same(() => new Sequential(), 3, 2),
        ],
        ["sigmoid"] = Shapes(() => new Sigmoid()),
        ["silu"] = Shapes(() => new Silu()),
        ["softmax"] = [.. Shapes(() => new Softmax()), Same(() => new Softmax(1), 2, 3, 2)],
        ["softplus"] = [.. Shapes(() => new Softplus()), Same(() => new Softplus(2), 4, 3)],
        ["tanh"] = Shapes(() => new Tanh()),
    };

    public static TheoryData<string, int> All
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in LayerRegistry.All.Names)
            {
                for (var i = 0; i < Samples.GetValueOrDefault(name, []).Length; i++)
                    data.Add(name, i);
            }

            return data;
        }
    }

    // Every random number of a sample from its own seed; away from 0, ±3 and other kinks; codes 0, 1, 2.
    private static Tensor Input(Sample sample, ulong seed = 5)
    {
        var random = new Philox(seed);
        var values = new double[new Shape(sample.Input).Count];
        var columns = sample.Input[^1];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = sample.Codes || i % columns >= columns - sample.CodeColumns
                ? random.Below(3, (uint)i)
                : (random.Word((uint)i, 1) % 2 == 0 ? 1 : -1) * (0.2 + 2 * random.Uniform((uint)i));
        }

        return Tensor.From(values, sample.Input);
    }

    private static Module Ready(Sample sample, DType dtype = DType.Float64) => sample.Build().Convert(dtype).Initialize(new Philox(3));

    [Fact]
    public void Every_module_is_registered_and_every_registered_one_has_samples()
    {
        Assert.Equal(LayerRegistry.All.Names, Samples.Keys.Order(StringComparer.Ordinal));
        var sampled = Samples.Values.SelectMany(s => s).Select(s => s.Build().GetType()).ToHashSet();
        var written = typeof(Module).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Module)) && !t.IsAbstract);
        Assert.Equal([], written.Where(t => !sampled.Contains(t)));
    }

    [Fact]
    public void Every_activation_is_found_by_its_name()
    {
        var written = typeof(Module).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Activation))).ToHashSet();
        Assert.Equal(written, [.. Activations.All.Names.Select(n => Activations.Create(n).GetType())]);
        Assert.All(Activations.All.Names, name => Assert.Equal(name, Activations.Create(name).Kind));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void It_gives_the_shape_it_promises_in_both_precisions(string name, int index)
    {
        var sample = Samples[name][index];
        var layer = Ready(sample);
        Assert.Equal(name, layer.Kind);
        var wide = layer.Forward(Input(sample));
        Assert.Equal(new Shape(sample.Output), wide.Shape);
        Assert.Equal(DType.Float64, wide.DType);
        var narrow = Ready(sample, DType.Float32).Forward(Input(sample).Convert(DType.Float32));
        Assert.Equal(DType.Float32, narrow.DType);
        foreach (var (a, b) in wide.ToDoubles().Zip(narrow.ToDoubles()))
            Assert.Equal(a, b, 1e-4);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_settings_come_back_from_JSON(string name, int index)
    {
        var layer = Samples[name][index].Build();
        var json = layer.Settings.ToJson().ToJsonString();
        var again = LayerRegistry.Build(Settings.From(JsonNode.Parse(json)));
        Assert.Equal(json, again.Settings.ToJson().ToJsonString());
        Assert.Equal(layer.ToString(), again.ToString());
        Assert.Equal(layer.State.Select(s => (s.Name, s.Variable.Spec)), again.State.Select(s => (s.Name, s.Variable.Spec)));

        // As it was built by hand, too: settings that never were text.
        Assert.Equal(json, LayerRegistry.Build(layer.Settings).Settings.ToJson().ToJsonString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_setting_too_few_or_too_many_is_an_error(string name, int index)
    {
        var json = Samples[name][index].Build().Settings.ToJson();
        foreach (var setting in json.Select(p => p.Key).Where(k => k != "type").ToArray())
        {
            var without = (JsonObject)json.DeepClone();
            without.Remove(setting);
            Assert.Throws<SettingsException>(() => LayerRegistry.Build(Settings.From(without)));
        }

        json["nonsense"] = 1;
        Assert.Throws<SettingsException>(() => LayerRegistry.Build(Settings.From(json)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_state_goes_into_a_second_one_by_names(string name, int index)
    {
        var sample = Samples[name][index];
        var input = Input(sample);
        var layer = Ready(sample);
        // Training moves what it keeps besides parameters.
        layer.Forward(input, Pass.Training(1, 0));
        var saved = layer.State.ToDictionary(s => s.Name, s => s.Variable.ToDoubles());

        var other = LayerRegistry.Build(layer.Settings).Convert(DType.Float64);
        Assert.Equal(saved.Count, other.State.Count());
        foreach (var (key, variable) in other.State)
            variable.Set(Tensor.From(saved[key], variable.Shape));
        Assert.Equal(layer.Forward(input).ToDoubles(), other.Forward(input).ToDoubles());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_gradients_are_those_of_central_differences(string name, int index)
    {
        var sample = Samples[name][index];
        foreach (var pass in new[] { Pass.Inference, Pass.Training(seed: 7, step: 2) })
        {
            var layer = Ready(sample);
            // Values other than zeros and ones, so that nothing cancels.
            foreach (var parameter in layer.Parameters)
                parameter.Set(Tensor.From(Enumerable.Range(0, parameter.Count).Select(i => Math.Round(Math.Cos(i * 2.7 + 1), 3)).ToArray(), parameter.Shape));
            var input = Input(sample);
            if (!sample.Codes && sample.CodeColumns == 0)
                GradientCheck.Direction(x => layer.Forward(x[0], pass), [input], secondOrder: true);
            if (layer.Parameters.Count > 0)
                GradientCheck.Parameters(layer, () => (layer.Forward(input, pass) * Weights(sample)).Sum());
        }
    }

    private static Tensor Weights(Sample sample) => Input(new(sample.Build, sample.Output, sample.Output), 11);

    [Theory]
    [MemberData(nameof(All))]
    public void Prediction_and_a_step_of_training_give_the_same_bits_again(string name, int index)
    {
        var sample = Samples[name][index];
        var input = Input(sample);
        foreach (var pass in new[] { Pass.Inference, Pass.Training(seed: 7, step: 2) })
            Assert.Equal(Ready(sample).Forward(input, pass).ToDoubles(), Ready(sample).Forward(input, pass).ToDoubles());
        var layer = Ready(sample);
        var before = layer.State.SelectMany(s => s.Variable.ToDoubles()).ToArray();
        layer.Forward(input);
        Assert.Equal(before, layer.State.SelectMany(s => s.Variable.ToDoubles()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_row_of_a_prediction_does_not_depend_on_its_neighbours(string name, int index)
    {
        var sample = Samples[name][index];
        var input = Input(sample);
        var layer = Ready(sample);
        var all = layer.Forward(input);
        for (var row = 0; row < input.Shape[0]; row++)
            Assert.Equal(all.Slice(0, row, 1).ToDoubles(), layer.Forward(input.Slice(0, row, 1)).ToDoubles());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_summary_is_the_same_in_every_culture(string name, int index)
    {
        var sample = Samples[name][index];
        var before = CultureInfo.CurrentCulture;
        var text = sample.Build().Summary(sample.Input);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(text, sample.Build().Summary(sample.Input));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Contains($"{sample.Build().Parameters.Sum(p => p.Count)} parameters", text, StringComparison.Ordinal);
    }
}
