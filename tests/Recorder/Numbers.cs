using TorchSharp;

namespace Recorder;

/// <summary>Made-up inputs: multiples of 1/256, so that they are exact in float32 as well and short in the files.</summary>
internal sealed class Numbers(ulong seed)
{
    private ulong _state = seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03;

    private ulong Next()
    {
        _state = _state * 6364136223846793005 + 1442695040888963407;
        return _state >> 33;
    }

    /// <summary>Numbers in [from, to).</summary>
    public torch.Tensor Uniform(double from, double to, params long[] shape)
    {
        var values = new double[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = from + Next() % (ulong)((to - from) * 256) / 256.0;
        return torch.tensor(values, shape, dtype: torch.ScalarType.Float64);
    }

    /// <summary>Numbers in [-2, 2).</summary>
    public torch.Tensor Any(params long[] shape) => Uniform(-2, 2, shape);

    /// <summary>Integers in [0, below).</summary>
    public torch.Tensor Integers(int below, params long[] shape)
    {
        var values = new long[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++) values[i] = (long)(Next() % (ulong)below);
        return torch.tensor(values, shape, dtype: torch.ScalarType.Int64);
    }

    /// <summary>A tensor of these values; the shape is their count unless given.</summary>
    public static torch.Tensor Of(double[] values, params long[] shape) =>
        torch.tensor(values, shape.Length == 0 ? [values.Length] : shape, dtype: torch.ScalarType.Float64);
}
