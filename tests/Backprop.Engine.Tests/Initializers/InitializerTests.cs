namespace Backprop.Engine.Tests;

public sealed class InitializerTests
{
    private static double[] Fill(Initializer initializer, Shape shape, ulong seed = 1)
    {
        var values = new double[shape.Count];
        Array.Fill(values, double.NaN);
        initializer.Fill(values, shape, new Philox(seed, 9));
        return values;
    }

    public static TheoryData<string> Names => [.. Initializers.All.Names];

    [Fact]
    public void Every_initializer_is_registered_under_its_name()
    {
        var written = typeof(Initializer).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Initializer)) && !t.IsAbstract).ToHashSet();
        Assert.Equal(written, [.. Initializers.All.Names.Select(n => Initializers.All[n].GetType())]);
        Assert.All(Initializers.All.Names, name => Assert.Equal(name, Initializers.All[name].Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_fills_everything_the_same_way_for_the_same_stream(string name)
    {
        var initializer = Initializers.All[name];
        foreach (var shape in new Shape[] { [3, 5], [5, 3], [7, 1], [1, 7], [4, 3, 2], [0, 3] })
        {
            var values = Fill(initializer, shape);
            Assert.All(values, v => Assert.True(double.IsFinite(v)));
            Assert.Equal(values, Fill(initializer, shape));
            if (name is not ("zeros" or "ones" or "constant") && shape.Count > 0)
                Assert.NotEqual(values, Fill(initializer, shape, seed: 2));
        }
    }

    // Standard deviation and largest value for a weight [out, in] = [200, 300].
    public static TheoryData<string, double, double> Moments => new()
    {
        { "he_normal", Math.Sqrt(2.0 / 300), double.PositiveInfinity },
        { "he_uniform", Math.Sqrt(2.0 / 300), Math.Sqrt(6.0 / 300) },
        { "lecun_normal", Math.Sqrt(1.0 / 300), double.PositiveInfinity },
        { "lecun_uniform", Math.Sqrt(1.0 / 300), Math.Sqrt(3.0 / 300) },
        { "normal", 1, double.PositiveInfinity },
        { "truncated_normal", 0.87962566103423978, 2 },
        { "uniform", 0.1 / Math.Sqrt(3), 0.1 },
        { "xavier_normal", Math.Sqrt(2.0 / 500), double.PositiveInfinity },
        { "xavier_uniform", Math.Sqrt(2.0 / 500), Math.Sqrt(6.0 / 500) },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void Its_moments_are_those_of_its_formula(string name, double deviation, double largest)
    {
        var values = Fill(Initializers.All[name], [200, 300]);
        var count = values.Length;
        var mean = values.Sum() / count;
        var variance = values.Sum(v => (v - mean) * (v - mean)) / count;
        // Five standard errors; the variance's is at most √(2 / n) of it.
        Assert.InRange(mean, -5 * deviation / Math.Sqrt(count), 5 * deviation / Math.Sqrt(count));
        Assert.InRange(variance / (deviation * deviation), 1 - 5 * Math.Sqrt(2.0 / count), 1 + 5 * Math.Sqrt(2.0 / count));
        Assert.InRange(values.Max(Math.Abs), deviation, largest);
        // Neighbours are not alike.
        var product = values.Zip(values.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / count / variance;
        Assert.InRange(product, -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
    }

    [Theory]
    [InlineData("normal", 0.6827, 0.9545)]
    [InlineData("truncated_normal", 0.7152, 1)]
    public void A_normal_one_has_the_normal_shares_within_one_and_two_deviations(string name, double one, double two)
    {
        var values = Fill(Initializers.All[name], [200, 300]);
        Assert.Equal(one, values.Count(v => Math.Abs(v) <= 1) / (double)values.Length, 0.01);
        Assert.Equal(two, values.Count(v => Math.Abs(v) <= 2) / (double)values.Length, 0.005);
    }

    [Fact]
    public void Settings_shift_and_scale()
    {
        var normal = Fill(new Normal { Mean = 3, Deviation = 0.5 }, [100, 100]);
        Assert.Equal(3, normal.Average(), 0.05);
        Assert.All(Fill(new TruncatedNormal { Mean = 3, Deviation = 0.5 }, [100, 100]), v => Assert.InRange(v, 2, 4));
        Assert.All(Fill(new Uniform { Low = 2, High = 3 }, [100, 100]), v => Assert.InRange(v, 2, 3));
        Assert.All(Fill(new ConstantValue(0.25), [3]), v => Assert.Equal(0.25, v));
        Assert.Throws<SettingsException>(() => Fill(new Uniform { Low = 1, High = 0 }, [1]));
        Assert.Throws<SettingsException>(() => Fill(new Normal { Deviation = -1 }, [1]));
        Assert.Throws<SettingsException>(() => Fill(new TruncatedNormal { Deviation = double.NaN }, [1]));
        Assert.Throws<SettingsException>(() => Fill(new HeNormal { Gain = double.NaN }, [1, 1]));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(3, 8)]
    [InlineData(8, 3)]
    [InlineData(60, 64)]
    public void An_orthogonal_matrix_has_orthonormal_rows_or_columns_times_its_gain(int rows, int columns)
    {
        var matrix = Fill(new Orthogonal { Gain = 2 }, [rows, columns]);
        var (vectors, size) = (Math.Min(rows, columns), Math.Max(rows, columns));
        double Element(int vector, int k) => rows <= columns ? matrix[vector * columns + k] : matrix[k * columns + vector];
        for (var i = 0; i < vectors; i++)
        {
            for (var j = 0; j <= i; j++)
                Assert.Equal(i == j ? 4 : 0, Enumerable.Range(0, size).Sum(k => Element(i, k) * Element(j, k)), 1e-12);
        }

        Assert.Throws<ShapeException>(() => Fill(new Orthogonal(), [4]));
    }

    [Fact]
    public void Fans_count_a_kernels_positions()
    {
        Assert.Equal((4, 3), Initializer.Fans([3, 4]));
        Assert.Equal((4 * 9, 3 * 9), Initializer.Fans([3, 4, 3, 3]));
    }

    [Fact]
    public void Both_precisions_start_alike()
    {
        var narrow = new Linear(5, 4).Initialize(new Philox(1));
        var wide = new Linear(5, 4).Convert(DType.Float64).Initialize(new Philox(1));
        Assert.Equal(narrow["weight"].ToArray<float>(), wide["weight"].ToArray<double>().Select(v => (float)v));
    }

    [Fact]
    public void A_weight_without_an_initializer_takes_the_one_of_the_activation_that_follows()
    {
        static Initializer? Chosen(params Module[] after)
        {
            var linear = new Linear(3, 3);
            new Sequential([linear, .. after]).Initialize(new Philox(1));
            return linear.Weight.Initializer;
        }

        var he = new HeNormal();
        Assert.Equal(he, Chosen(new Relu()));
        Assert.Equal(he, Chosen(new BatchNorm1d(3), new Dropout(0.1), new Gelu()));
        Assert.Equal(he, Chosen(new Sequential(new LayerNorm(3), new Sequential(new Silu()))));
        Assert.Equal(new HeNormal { Gain = Math.Sqrt(2 / 1.04) }, Chosen(new LeakyRelu(0.2)));
        Assert.Equal(new LecunNormal(), Chosen(new Selu()));
        Assert.Equal(new XavierUniform(), Chosen(new Tanh()));
        Assert.Equal(new XavierUniform(), Chosen(new Sigmoid()));
        Assert.Equal(new XavierUniform(), Chosen());
        Assert.Equal(new XavierUniform(), Chosen(new Linear(3, 3), new Relu()));

        // A sequence reads on behind its end; what the user chose stays.
        var inner = new Linear(3, 3);
        new Sequential(new Sequential(inner), new Relu()).Initialize(new Philox(1));
        Assert.Equal(he, inner.Weight.Initializer);
        var own = new Linear(3, 3, weightInitializer: new Orthogonal());
        var net = new Sequential(own, new Relu()).Initialize(new Philox(1));
        Assert.Equal(new Orthogonal(), own.Weight.Initializer);
        Assert.All(net["layers.0.bias"].ToDoubles(), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Twenty_layers_keep_the_size_of_signals_by_default()
    {
        foreach (var name in new[] { "relu", "leaky_relu", "selu" })
        {
            var net = new Sequential(Enumerable.Range(0, 20).SelectMany(_ => new Module[] { new Linear(128, 128), Activations.Create(name) }));
            net.Initialize(new Philox(4));
            var x = Tensor.From(Fill(new Normal(), [64, 128]), [64, 128]).Convert(DType.Float32);
            var size = Math.Sqrt(net.Forward(x).Square().Mean().Item());
            Assert.InRange(size, 0.4, 2.5);
        }
    }
}
