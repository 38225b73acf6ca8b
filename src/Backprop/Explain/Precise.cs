using System.Globalization;

namespace Backprop;

/// <summary>Float64 copies. A float32 number becomes the shortest decimal that stands for it, which is what people wrote.</summary>
internal static class Precise
{
    /// <summary>The same numbers in float64; whole numbers as they are.</summary>
    public static Tensor Of(Tensor tensor)
    {
        if (tensor.DType != DType.Float32)
            return tensor.Detach();
        var values = new double[tensor.Count];
        var from = tensor.Span<float>();
        for (var i = 0; i < values.Length; i++)
            values[i] = Decimal(from[i]);
        return Tensor.Wrap(values, tensor.Shape);
    }

    /// <summary>A network of the same layers and values in float64, nothing frozen.</summary>
    /// <exception cref="SettingsException">A layer is not known, or a variable has no values.</exception>
    public static Module Copy(Module network, Func<Module>? build)
    {
        var copy = (build is null ? LayerRegistry.Build(Settings.From(network.Settings.ToJson())) : build()).Convert(DType.Float64);
        copy.Freeze(false);
        foreach (var (name, variable) in network.State)
        {
            if (!variable.IsInitialized)
                throw new SettingsException($"'{name}' has no values yet: train the network, load it, or call Initialize");
            copy[name].Set(Of(variable));
        }

        return copy;
    }

    private static double Decimal(float value) => float.IsFinite(value)
        ? double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : value;
}
