namespace Backprop.Engine.Tests;

/// <summary>Networks whose every number somebody else has worked out.</summary>
public sealed class WorkedExampleTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Mazurs_example_of_backpropagation_comes_out_to_the_last_digits()
    {
        // Mazur, "A step by step backpropagation example": 2-2-2, sigmoid, ½Σ(t − o)², learning rate 0.5, biases stay.
        var hidden = new Linear(2, 2);
        var output = new Linear(2, 2);
        var net = new Sequential(hidden, new Sigmoid(), output, new Sigmoid()).Convert(DType.Float64);
        hidden.Weight.Set(Tensor.From(new[,] { { 0.15, 0.20 }, { 0.25, 0.30 } }));
        output.Weight.Set(Tensor.From(new[,] { { 0.40, 0.45 }, { 0.50, 0.55 } }));
        hidden.Bias!.Set(Tensor.From([0.35, 0.35]));
        output.Bias!.Set(Tensor.From([0.60, 0.60]));
        hidden.Bias.Frozen = output.Bias.Frozen = true;
        var (x, t) = (Tensor.From(new[,] { { 0.05, 0.10 } }), Tensor.From(new[,] { { 0.01, 0.99 } }));

        var activations = new List<Tensor>();
        var o = net.Forward(x, new Pass { Observer = (module, _, y) => { if (module is Sigmoid) activations.Add(y); } });
        Near([0.5932699921071872, 0.596884378259767], activations[0]);
        Near([0.7513650695523157, 0.7729284653214625], o);
        var loss = Losses.HalfSquaredError(o, t);
        Near([0.2983711087600027], loss);

        var sgd = new Sgd(net.Parameters.Where(p => !p.Frozen)) { LearningRate = 0.5 };
        loss.Backward();
        sgd.Update();
        Near([0.1497807161327628, 0.19956143226552567, 0.24975114363236958, 0.29950228726473915], hidden.Weight);
        Near([0.35891647971788465, 0.4086661860762334, 0.5113012702387375, 0.5613701211079891], output.Weight);
        Near([0.35, 0.35], hidden.Bias);
        Near([0.29102777369359933], Losses.HalfSquaredError(net.Forward(x), t));
    }

    private static void Near(double[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual.At(i), Tolerance);
    }

    [Fact]
    public void The_Deep_Learning_books_weights_compute_XOR()
    {
        // Goodfellow, Bengio, Courville: Deep Learning, section 6.1.
        var hidden = new Linear(2, 2);
        var output = new Linear(2, 1);
        var net = new Sequential(hidden, new Relu(), output);
        hidden.Weight.Set(Tensor.Ones([2, 2]));
        hidden.Bias!.Set(Tensor.From([0f, -1]));
        output.Weight.Set(Tensor.From(new float[,] { { 1, -2 } }));
        output.Bias!.Set(Tensor.Zeros([1]));
        var y = net.Forward(Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } }));
        Assert.Equal([0, 1, 1, 0], y.ToDoubles());
    }

    [Fact]
    public void XOR_is_learned_from_a_hundred_seeds()
    {
        var x = Tensor.From(new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        var t = Tensor.From([0f, 1, 1, 0]);
        var failed = new List<ulong>();
        for (var seed = 0UL; seed < 100; seed++)
        {
            var net = new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1)).Initialize(new Philox(seed));
            var adam = new Adam(net.Parameters) { LearningRate = 0.05 };
            for (var step = 0; step < 300; step++)
            {
                Losses.BinaryCrossEntropy(net.Forward(x), t).Backward();
                adam.Update();
                net.ClearGrads();
            }

            if (net.Forward(x).ToDoubles().Zip(t.ToDoubles()).Any(pair => pair.First > 0 != pair.Second > 0.5))
                failed.Add(seed);
        }

        Assert.Empty(failed);
    }
}
