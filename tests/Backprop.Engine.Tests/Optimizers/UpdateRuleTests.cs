using System.Numerics;

namespace Backprop.Engine.Tests;

public sealed class UpdateRuleTests
{
    public static TheoryData<string> Names => OptimizerVariants.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void The_fast_rule_has_the_bits_of_its_scalar_twin_at_every_length(string name)
    {
        Check<float>(name, DType.Float32);
        Check<double>(name, DType.Float64);
    }

    private static void Check<T>(string name, DType dtype) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var length = 0; length <= 256; length = length < 70 ? length + 1 : length + 31)
        {
            var parameter = OptimizerVariants.Parameter(dtype, 1, length);
            var optimizer = OptimizerVariants.All[name]([parameter]);
            optimizer.LearningRate = 0.05;
            var twin = parameter.ToArray<T>();
            var states = new T[3][];
            for (var s = 0; s < 3; s++)
                states[s] = [.. Enumerable.Repeat(T.CreateChecked(s < optimizer.StateNames.Count ? optimizer.InitialState(s, 0.05) : 0), length)];
            for (var step = 1; step <= 8; step++)
            {
                OptimizerVariants.SetGrad(parameter, (uint)step + 1);
                var grad = parameter.Grad!.ToArray<T>();
                Assert.True(optimizer.Update());
                for (var i = 0; i < length; i++)
                    OptimizerTwins.Step(optimizer, new() { LearningRate = 0.05, WeightDecay = optimizer.WeightDecay, Number = step }, ref twin[i], grad[i], ref states[0][i], ref states[1][i], ref states[2][i]);
                Assert.Equal(twin, parameter.ToArray<T>());
            }

            var saved = optimizer.State.ToDictionary();
            for (var s = 0; s < optimizer.StateNames.Count; s++)
                Assert.Equal(states[s], saved[$"parameter.0.{optimizer.StateNames[s]}"].ToArray<T>());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Cutting_an_update_into_tiles_or_among_threads_changes_no_bit(string name)
    {
        const int count = 100_003;
        var alone = OptimizerVariants.Parameter(DType.Float32, 1, count);
        var shared = OptimizerVariants.Parameter(DType.Float32, 1, count);
        var (first, second) = (OptimizerVariants.All[name]([alone]), OptimizerVariants.All[name]([shared]));
        // Clipping works in tiles of its own.
        first.Clipping = second.Clipping = new() { MaximumNorm = 50, MaximumValue = 0.5 };
        for (var step = 0; step < 2; step++)
        {
            OptimizerVariants.SetGrad(alone, (uint)step + 2);
            shared.Grad = alone.Grad;
            first.Update();
            using var scope = Execution.Use(new Backwards());
            second.Update();
        }

        Assert.Equal(first.LastGradientNorm, second.LastGradientNorm);
        Assert.Equal(alone.ToArray<float>(), shared.ToArray<float>());
    }

    // The order of parts must not matter.
    private sealed class Backwards : Workers
    {
        public override int Count => 3;

        public override void For(int parts, Action<int> body)
        {
            for (var part = parts - 1; part >= 0; part--)
                body(part);
        }
    }

    // The beginning of SHA-256 of all weights after five steps of every variant in both precisions, the same on every system.
    [Fact]
    public void Every_rule_has_the_golden_bits()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (var make in OptimizerVariants.All.Values)
        {
            foreach (var dtype in new[] { DType.Float32, DType.Float64 })
            {
                var parameter = OptimizerVariants.Parameter(dtype, 1, 101);
                var optimizer = make([parameter]);
                optimizer.Clipping = new() { MaximumNorm = 4 };
                for (var step = 2u; step < 7; step++)
                {
                    OptimizerVariants.SetGrad(parameter, step);
                    optimizer.Update();
                    foreach (var value in parameter.ToDoubles())
                        hash.AppendData(BitConverter.GetBytes(BitConverter.DoubleToInt64Bits(value)));
                }
            }
        }

        Assert.StartsWith("9df6eed045b0ada10cb2334229e7da88b50313252bf4f41a60", Convert.ToHexStringLower(hash.GetHashAndReset()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_update_allocates_next_to_nothing()
    {
        var parameter = OptimizerVariants.Parameter(DType.Float32, 1, 1000);
        var adam = new Adam([parameter]) { Clipping = new() { MaximumNorm = 1 } };
        OptimizerVariants.SetGrad(parameter, 2);
        adam.Update();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 100; step++)
            adam.Update();
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 500);
    }

    [Fact]
    public void A_power_by_squaring_is_near_the_real_one()
    {
        Assert.Equal(1, UpdateKernels.IntegerPower(0.3, 0));
        Assert.Equal(0.729, UpdateKernels.IntegerPower(0.9, 3), 1e-15);
        foreach (var n in new[] { 1, 7, 100, 12_345 })
            Assert.Equal(1, UpdateKernels.IntegerPower(0.999, n) / Math.Pow(0.999, n), 1e-11);
    }

    [Fact]
    public void A_tile_with_too_few_gradients_is_refused()
    {
        var optimizer = new Sgd([new Parameter(3)]);
        Assert.Throws<ShapeException>(() => optimizer.Rule<float>(new float[3], new float[2], default, default));
    }
}
