using System.Buffers.Binary;
using System.Text;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Recorder;

/// <summary>
/// Models as PyTorch names and lays them out, saved as safetensors in several dtypes, with inputs and outputs
/// (<c>weights.json</c>, computed from the values as saved).
/// </summary>
internal static class WeightFiles
{
    public static void Record(string folder)
    {
        random.manual_seed(7);
        var sheet = new Sheet("weights", "x and y = model(x) of the models whose weights stand in pytorch.*.safetensors; float32");
        var x = randn(5, 6);
        // Trained for a moment, so that norms and running statistics are not as they begin.
        var plain = Sequential(("0", Linear(6, 8)), ("1", LayerNorm(8)), ("2", Tanh()), ("3", Linear(8, 3)));
        Train(plain, x);
        Write(folder, sheet, "plain", plain, "", ScalarType.Float32, x);
        Write(folder, sheet, "float64", plain, "module.", ScalarType.Float64, x);
        Write(folder, sheet, "half", plain, "model.layers.", ScalarType.Float16, x);
        Write(folder, sheet, "bfloat16", plain, "", ScalarType.BFloat16, x);
        var norm = Sequential(("0", Linear(6, 8)), ("1", BatchNorm1d(8)), ("2", ReLU()), ("3", Linear(8, 3)));
        Train(norm, x);
        norm.eval();
        Write(folder, sheet, "batch_norm", norm, "module.", ScalarType.Float32, x);
        var embedding = Sequential(("0", Embedding(10, 4)), ("1", LayerNorm(4)), ("2", Linear(4, 2, hasBias: false)));
        Write(folder, sheet, "embedding", embedding, "", ScalarType.Float32, tensor(new long[] { 0, 9, 3, 3, 7 }));
        sheet.Save(folder);
    }

    private static void Train(Module<Tensor, Tensor> model, Tensor x)
    {
        using var sgd = optim.SGD(model.parameters(), 0.1);
        for (var step = 0; step < 3; step++)
        {
            sgd.zero_grad();
            (model.call(x) - 1).square().mean().backward();
            sgd.step();
        }
    }

    private static void Write(string folder, Sheet sheet, string name, Module<Tensor, Tensor> model, string prefix, ScalarType dtype, Tensor x)
    {
        using var none = no_grad();
        // The values as saved are the model's: those of float16 have fewer digits.
        foreach (var (_, value) in model.state_dict().Where(s => s.Value.is_floating_point()))
            value.copy_(value.to_type(dtype).to_type(ScalarType.Float32));
        sheet.Add(name).In("x", x).Out("y", model.call(x));
        var (header, data, offset) = (new StringBuilder("{"), new List<byte>(), 0);
        foreach (var (key, value) in model.state_dict())
        {
            var saved = value.is_floating_point() ? value.to_type(dtype) : value;
            var bytes = saved.contiguous().bytes.ToArray();
            var kind = saved.dtype switch { ScalarType.Float64 => "F64", ScalarType.Float16 => "F16", ScalarType.BFloat16 => "BF16", ScalarType.Int64 => "I64", _ => "F32" };
            header.Append(header.Length > 1 ? "," : "").Append($"\"{prefix}{key}\":{{\"dtype\":\"{kind}\",\"shape\":[{string.Join(',', value.shape)}],\"data_offsets\":[{offset},{offset += bytes.Length}]}}");
            data.AddRange(bytes);
        }

        var text = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(Path.Combine(folder, $"pytorch.{name}.safetensors"), [.. length, .. text, .. data]);
    }
}
