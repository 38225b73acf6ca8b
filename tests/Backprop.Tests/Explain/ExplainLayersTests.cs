using Backprop.Engine;
using CategoryColumn = Backprop.Engine.CategoryColumn;

namespace Backprop.Tests;

/// <summary>Every layer and loss of the registries can stand in a network that is explained.</summary>
public sealed class ExplainLayersTests
{
    public static TheoryData<string> Layers => [.. LayerRegistry.All.Names];

    public static TheoryData<string> Losses => [.. LossRegistry.All.Names];

    [Theory]
    [MemberData(nameof(Layers))]
    public void The_chain_rule_holds_through_every_layer(string kind)
    {
        var layer = Sample(kind);
        var net = layer switch
        {
            Embedding => new Sequential(layer, new Linear(4, 2)),
            CategoryEmbedding => new Sequential(layer, new Linear(6, 2)),
            _ => new Sequential(new Linear(3, 4), layer, new Linear(4, 2)),
        };
        net.Initialize(new Philox(5));
        Stir(net);
        var input = layer is Embedding ? Tensor.From([2]) : Tensor.From(new double[,] { { 0.3, -0.7, 1 } });
        var loss = new MeanSquaredErrorLoss();
        var target = Tensor.From(new double[,] { { 0.2, -0.4 } });

        foreach (var parameter in net.Parameters)
        {
            var e = Explanation.Of(net, input, target, loss, new() { Weight = parameter.Name, LearningRate = 0.1, Terms = 3 });
            Assert.StartsWith(parameter.Name, e.Weight, StringComparison.Ordinal);
            Assert.True(Math.Abs(e.Gradient) > 1e-6, $"{parameter.Name} has the gradient {e.Gradient}");
            Assert.Equal(e.Gradient, e.Chain.Product, 1e-12);
            Assert.Equal(e.Gradient, e.Chain.Gradient, 1e-12);
            Assert.True(e.Check.Agrees, $"{parameter.Name}: {e.Check}");
            Assert.All(e.Links, l => Assert.Equal(l.Gradient, l.Product, 1e-12));
            Assert.NotEmpty(e.ToString());
            Assert.NotEmpty(e.ToJson().ToJsonString());
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_chain_rule_holds_through_every_loss(string name)
    {
        var net = new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2)).Initialize(new Philox(5));
        net.Convert(DType.Float64);
        var target = name switch
        {
            "cross_entropy" => Tensor.From([1]),
            "hinge" => Tensor.From(new double[,] { { 1, -1 } }),
            _ => Tensor.From(new double[,] { { 0.3, 0.7 } }),
        };
        var e = Explanation.Of(net, Tensor.From(new double[,] { { 0.3, -0.7, 1 } }), target, LossRegistry.Create(name));
        Assert.NotEqual(0, e.Gradient);
        Assert.Equal(e.Gradient, e.Chain.Product, 1e-12);
        Assert.True(e.Check.Agrees, $"{e.Check}");
        Assert.StartsWith("loss " + name, (e.Chain.Sum is null ? e.Chain : e.Links[^1]).Factors[0].Layer, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropout_is_off_and_batch_norm_uses_its_running_statistics_and_both_are_said()
    {
        var norm = new BatchNorm1d(4);
        var net = new Sequential(new Linear(3, 4), norm, new Dropout(0.5), new Linear(4, 1));
        net.Initialize(new Philox(1));
        norm.RunningVariance.Set(Tensor.Full([4], 4));
        var e = Explanation.Of(net, Tensor.From(new double[,] { { 1, 2, 3 } }), Tensor.From([1.0]), new MeanSquaredErrorLoss(),
            new() { Weight = "layers.0.bias[1]" });
        Assert.Contains(e.Notes, n => n.StartsWith("dropout is off", StringComparison.Ordinal));
        Assert.Contains(e.Notes, n => n.StartsWith("batch norm uses its running", StringComparison.Ordinal));
        Assert.True(e.Layers.Single(l => l.Kind == "dropout").PassThrough);
        var factor = e.Chain.Factors.Single(f => f.Name == "∂n1[1]/∂z1[1]");
        Assert.Equal(1 / Math.Sqrt(4 + 1e-5), factor.Value, 1e-12);
    }

    [Fact]
    public void A_residual_branch_is_a_sum_of_two_ways()
    {
        var net = new Sequential(new Linear(1, 1), new Residual(new Tanh()), new Linear(1, 1)).Initialize(new Philox(3));
        var e = Explanation.Of(net, Tensor.From(new double[,] { { 1 } }), Tensor.From(new double[,] { { 1 } }), new MeanSquaredErrorLoss(),
            new() { Weight = "layers.0.weight[0,0]" });
        Assert.Equal("z1[0]", e.Chain.Sum!.By);
        Assert.Equal(["∂a1[0]/∂z1[0]", "∂h1[0]/∂z1[0]"], e.Chain.Sum.Terms.Select(t => t.Factor.Name));
        Assert.Equal(1, e.Chain.Sum.Terms[1].Factor.Value);
    }

    [Fact]
    public void Many_ways_are_cut_to_the_largest_and_the_rest_is_summed()
    {
        var net = new Sequential(new Linear(2, 3), new Tanh(), new Linear(3, 40), new Tanh(), new Linear(40, 1)).Initialize(new Philox(3));
        var e = Explanation.Of(net, Tensor.From(new double[,] { { 1, -1 } }), Tensor.From(new double[,] { { 1 } }), new MeanSquaredErrorLoss(),
            new() { Weight = "layers.0.weight[1,0]" });
        var sum = e.Chain.Sum!;
        Assert.Equal((12, 28), (sum.Terms.Count, sum.Omitted));
        Assert.Equal(sum.Total, sum.Terms.Sum(t => t.Product) + sum.OmittedSum, 1e-12);
        Assert.Equal(e.Gradient, e.Chain.Product, 1e-12);
    }

    [Fact]
    public void A_model_with_embedded_categories_is_explained_row_by_row()
    {
        var table = TableData.Open(TestFiles.Example("titanic.csv"), target: "survived");
        var split = table.Split(0.2, 0.2, seed: 1);
        var model = new Trainer { Epochs = 2, Preprocessing = new() { Embed = ["embarked"] } }.Fit(Networks.Dense(8), split.Train, split.Validation);
        var weight = model.Network.Parameters.Single(p => p.Name.Contains("embarked", StringComparison.Ordinal)).Name;
        var e = Explanation.Of(model, table, 5, new() { Weight = weight });
        Assert.StartsWith(weight, e.Weight, StringComparison.Ordinal);
        Assert.Equal(e.Gradient, e.Chain.Product, 1e-12);
        Assert.True(e.Check.Agrees, $"{e.Check}");
        Assert.Equal("embarked (code)", e.FeatureNames[^1]);
        Assert.Equal("adamw", e.Update.Optimizer);
        Assert.Contains("category_embedding", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("has no row 892", Assert.Throws<SettingsException>(() => Explanation.Of(model, table, 892)).Message, StringComparison.Ordinal);

        // The explained loss is the model's own, to float32's precision.
        var row = model.Evaluate(table.Select([Explanation.Place(table, 5)]));
        Assert.Equal(row.Metrics["loss"], e.Loss, 1e-5);
    }

    private static Module Sample(string kind) => kind switch
    {
        "batch_norm_1d" => new BatchNorm1d(4),
        "category_embedding" => new CategoryEmbedding(2, new CategoryColumn("colour", 3, 4)),
        "dropout" => new Dropout(0.3),
        "elu" => new Elu(),
        "embedding" => new Embedding(5, 4),
        "gelu" => new Gelu(),
        "layer_norm" => new LayerNorm(4),
        "leaky_relu" => new LeakyRelu(),
        "linear" => new Linear(4, 4),
        "residual" => new Residual(new Sequential(new Linear(4, 4), new Tanh())),
        "rms_norm" => new RmsNorm(4),
        "sequential" => new Sequential(new Linear(4, 4), new LayerNorm(4), new Tanh()),
        "softmax" => new Softmax(),
        "softplus" => new Softplus(),
        // The others have no settings.
        _ => LayerRegistry.Build(new Settings(kind)),
    };

    // Gains of 1 and biases of 0 would hide mistakes.
    private static void Stir(Module net)
    {
        net.Convert(DType.Float64);
        foreach (var (parameter, place) in net.Parameters.Select((p, i) => (p, i)))
        {
            var random = new Philox(7, (ulong)place);
            parameter.Set(Tensor.From([.. parameter.ToDoubles().Select((v, i) => v + (0.3 * random.Uniform((uint)i)))], parameter.Shape));
        }
    }
}
