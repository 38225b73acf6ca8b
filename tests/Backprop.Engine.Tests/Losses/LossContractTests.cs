using System.Text.Json.Nodes;

namespace Backprop.Engine.Tests;

/// <summary>What every loss must do, for every loss in the registry: a new one without a sample here fails.</summary>
public sealed class LossContractTests
{
    public sealed record Sample(Loss Loss, int[] Prediction, Func<Tensor> Target);

    private static Tensor Numbers(ulong seed, params int[] shape) => Tensor.From(
        Enumerable.Range(0, new Shape(shape).Count).Select(i => 4 * new Philox(seed).Uniform((uint)i) - 2).ToArray(), shape);

    private static Tensor Labels(int classes, params int[] shape) => Tensor.From(
        Enumerable.Range(0, new Shape(shape).Count).Select(i => i * 5 % classes).ToArray(), shape);

    private static Tensor Shares(params int[] shape) => Numbers(3, shape).Softmax();

    private static Sample[] Regression(Loss loss) =>
    [
        new(loss, [6, 3], () => Numbers(2, 6, 3)), new(loss, [5, 1], () => Numbers(2, 5)), new(loss, [4], () => Numbers(2, 4, 1)),
        new(loss, [3, 2, 2], () => Numbers(2, 3, 2, 2)),
    ];

    private static readonly Dictionary<string, Sample[]> Samples = new()
    {
        ["binary_cross_entropy"] =
        [
            new(new BinaryCrossEntropyLoss(), [6, 3], () => Labels(2, 6, 3)), new(new BinaryCrossEntropyLoss(), [5, 1], () => Shares(1, 5).Reshape(5)),
            new(new BinaryCrossEntropyLoss { LabelSmoothing = 0.1, PositiveWeights = [2, 1, 0.5] }, [6, 3], () => Labels(2, 6, 3).Convert(DType.Float64)),
            new(new BinaryCrossEntropyLoss { ClassWeights = [1, 3], PositiveWeights = [2] }, [6, 1], () => Labels(2, 6).EqualTo(1)),
        ],
        ["cross_entropy"] =
        [
            new(new CrossEntropyLoss(), [8, 4], () => Labels(4, 8)), new(new CrossEntropyLoss(), [2, 3, 4], () => Labels(4, 2, 3)),
            new(new CrossEntropyLoss { LabelSmoothing = 0.1 }, [8, 4], () => Labels(4, 8, 1)),
            new(new CrossEntropyLoss { ClassWeights = [1, 2, 0.5] }, [2, 4, 3], () => Labels(3, 2, 4)),
            new(new CrossEntropyLoss { LabelSmoothing = 0.2, ClassWeights = [1, 2, 0.5] }, [7, 3], () => Labels(3, 7)),
            new(new CrossEntropyLoss { LabelSmoothing = 0.2, ClassWeights = [1, 2, 0.5] }, [7, 3], () => Shares(7, 3)),
        ],
        ["half_squared_error"] = Regression(new HalfSquaredErrorLoss()),
        ["hinge"] =
        [
            new(new HingeLoss(), [8, 1], () => Labels(2, 8)), new(new HingeLoss(), [8], () => Labels(2, 8).Convert(DType.Float64) * 2 - 1),
            new(new HingeLoss(), [8, 4], () => Labels(4, 8)), new(new HingeLoss(), [6, 2], () => Labels(2, 6, 2)),
        ],
        ["huber"] = [.. Regression(new HuberLoss()), new(new HuberLoss { Delta = 0.3 }, [9, 2], () => Numbers(2, 9, 2))],
        ["kullback_leibler"] = [new(new KullbackLeiblerLoss(), [6, 3], () => Shares(6, 3)), new(new KullbackLeiblerLoss(), [2, 2, 3], () => Shares(2, 2, 3))],
        ["mean_absolute_error"] = Regression(new MeanAbsoluteErrorLoss()),
        ["mean_squared_error"] = Regression(new MeanSquaredErrorLoss()),
        ["poisson"] = [new(new PoissonLoss(), [6, 2], () => Labels(5, 6, 2)), new(new PoissonLoss(), [6, 1], () => Labels(5, 6))],
        ["quantile"] =
        [
            .. Regression(new QuantileLoss { Levels = [0.9] }), new(new QuantileLoss { Levels = [0.1, 0.5, 0.9] }, [6, 3], () => Numbers(2, 6)),
            new(new QuantileLoss { Levels = [0.1, 0.9] }, [6, 2], () => Numbers(2, 6, 1)), new(new QuantileLoss { Levels = [0.1, 0.9] }, [4, 3, 2], () => Numbers(2, 4, 3)),
        ],
    };

    public static TheoryData<string, int> All
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var name in LossRegistry.All.Names)
            {
                for (var i = 0; i < Samples.GetValueOrDefault(name, []).Length; i++)
                    data.Add(name, i);
            }

            return data;
        }
    }

    [Fact]
    public void Every_loss_is_registered_and_has_samples()
    {
        Assert.Equal(LossRegistry.All.Names, Samples.Keys.Order(StringComparer.Ordinal));
        var written = typeof(Loss).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Loss)) && !t.IsAbstract).ToHashSet();
        Assert.Equal(written, Samples.Values.SelectMany(s => s).Select(s => s.Loss.GetType()).ToHashSet());
        Assert.All(LossRegistry.All.Names, name => Assert.Equal(name, LossRegistry.Create(name).Name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_gradient_is_that_of_central_differences(string name, int index)
    {
        var (loss, shape, target) = Samples[name][index];
        var t = target();
        var weights = Tensor.From(Enumerable.Range(1, shape[0]).Select(i => i * 0.3).ToArray());
        GradientCheck.Direction(x => loss.Of(x[0], t), [Numbers(1, shape)], secondOrder: true);
        GradientCheck.Direction(x => loss.Of(x[0], t, weights), [Numbers(1, shape)], secondOrder: true);
        Assert.Equal(Shape.Scalar, loss.Of(Numbers(1, shape), t).Shape);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Float32_agrees_with_float64(string name, int index)
    {
        var (loss, shape, target) = Samples[name][index];
        var (p, t) = (Numbers(1, shape), target());
        var narrow = loss.Of(p.Convert(DType.Float32), t.DType == DType.Float64 ? t.Convert(DType.Float32) : t);
        Assert.Equal(DType.Float32, narrow.DType);
        Assert.Equal(loss.Of(p, t).Item(), narrow.Item(), 1e-5);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_sample_of_weight_2_counts_as_two_and_one_of_weight_0_not_at_all(string name, int index)
    {
        var (loss, shape, target) = Samples[name][index];
        var (p, t) = (Numbers(1, shape), target());
        var rows = Enumerable.Range(0, shape[0]).ToArray();
        var weights = Tensor.From(rows.Select(r => r switch { 0 => 0f, 1 => 2f, _ => 1f }).ToArray());
        var repeated = Tensor.From(rows.Skip(1).Prepend(1).ToArray());
        var byWeight = loss.Of(p, t, weights).Item();
        Tensor Rows(Tensor x) => Ops.Concatenate(0, [.. repeated.ToArray<int>().Select(r => (x.DType == DType.Boolean ? x.Convert(DType.Int32) : x).Slice(0, r, 1))]);
        Assert.Equal(loss.Of(Rows(p), Rows(t)).Item(), byWeight, 1e-12);

        // The same from sums over parts.
        Assert.Equal(byWeight, OverParts(weights), 1e-12);
        Assert.Equal(loss.Of(p, t).Item(), OverParts(null), 1e-12);

        double OverParts(Tensor? w)
        {
            var (a, b) = (loss.Sums(p.Slice(0, 0, 1), t.Slice(0, 0, 1), w?.Slice(0, 0, 1)),
                loss.Sums(p.Slice(0, 1, shape[0] - 1), t.Slice(0, 1, shape[0] - 1), w?.Slice(0, 1, shape[0] - 1)));
            return (a.Sum.Item() + b.Sum.Item()) / (a.Weight.Item() + b.Weight.Item());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Its_settings_come_back_from_JSON(string name, int index)
    {
        var (loss, shape, target) = Samples[name][index];
        var json = loss.Settings.ToJson().ToJsonString();
        var again = LossRegistry.Build(Settings.From(JsonNode.Parse(json)));
        Assert.Equal(json, again.Settings.ToJson().ToJsonString());
        Assert.Equal(json, LossRegistry.Build(loss.Settings).Settings.ToJson().ToJsonString());
        Assert.Equal(loss.Of(Numbers(1, shape), target()).Item(), again.Of(Numbers(1, shape), target()).Item());
        Assert.Throws<SettingsException>(() => LossRegistry.Build(Settings.From(JsonNode.Parse(json)).With("nonsense", 1)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Shapes_that_do_not_fit_are_refused_by_name(string name, int index)
    {
        var (loss, shape, target) = Samples[name][index];
        var p = Numbers(1, shape);
        Assert.Contains($"'{name}'", Assert.Throws<ShapeException>(() => loss.Of(p, Numbers(2, 97))).Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", Assert.Throws<ShapeException>(() => loss.Of(p.Convert(DType.Int32), target())).Message, StringComparison.Ordinal);
        Assert.Contains($"'{name}'", Assert.Throws<ShapeException>(() => loss.Of(p, target(), Tensor.Ones([shape[0] + 1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_beside_a_vector_is_never_broadcast()
    {
        // NumPy's rule would make [4, 4] of [4, 1] and [4].
        var p = Tensor.From([1.0, 2, 3, 4], [4, 1]);
        Assert.Equal(0, Losses.MeanSquaredError(p, Tensor.From([1.0, 2, 3, 4])).Item());
        Assert.Throws<ShapeException>(() => Losses.MeanSquaredError(p, Tensor.From([1.0, 2, 3, 4], [1, 4])));
        Assert.Throws<ShapeException>(() => Losses.MeanSquaredError(Numbers(1, 2, 3), Numbers(2, 3, 2)));
    }

    [Fact]
    public void Settings_outside_of_their_range_are_refused()
    {
        Action[] builds =
        [
            () => _ = new HuberLoss { Delta = 0 }, () => _ = new QuantileLoss { Levels = [] }, () => _ = new QuantileLoss { Levels = [0.5, 1] },
            () => _ = new CrossEntropyLoss { LabelSmoothing = 1.1 }, () => _ = new CrossEntropyLoss { ClassWeights = [1, -1] },
            () => _ = new BinaryCrossEntropyLoss { ClassWeights = [1] }, () => _ = new BinaryCrossEntropyLoss { PositiveWeights = [] },
            () => new CrossEntropyLoss { ClassWeights = [1, 2] }.Of(Numbers(1, 4, 3), Labels(3, 4)),
            () => new BinaryCrossEntropyLoss { PositiveWeights = [1, 2] }.Of(Numbers(1, 4, 3), Labels(2, 4, 3)),
        ];
        Assert.All(builds, build => Assert.Throws<SettingsException>(build));
    }

    [Fact]
    public void A_label_outside_of_the_classes_is_an_error()
    {
        foreach (var loss in new Loss[] { new CrossEntropyLoss(), new CrossEntropyLoss { LabelSmoothing = 0.1 }, new HingeLoss() })
        {
            Assert.ThrowsAny<BackpropException>(() => loss.Of(Numbers(1, 2, 3), Tensor.From([0, 3])));
            Assert.ThrowsAny<BackpropException>(() => loss.Of(Numbers(1, 2, 3), Tensor.From([0, -1])));
        }
    }

    [Fact]
    public void Far_logits_neither_overflow_nor_vanish()
    {
        var logits = Tensor.From([1e4f, -1e4f, 300f, -300f], [4, 1]).WithGradient();
        var loss = Losses.BinaryCrossEntropy(logits, Tensor.From([0f, 1, 1, 0]));
        Assert.Equal(5000, loss.Item(), 1e-3);
        loss.Backward();
        Assert.Equal([0.25, -0.25, 0, 0], logits.Grad!.ToDoubles());
        Assert.Equal(2e4, Losses.CrossEntropy(Tensor.From(new[,] { { 1e4f, -1e4f } }), Tensor.From([1])).Item());
    }
}
