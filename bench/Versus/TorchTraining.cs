using System.Buffers.Binary;
using System.IO.Compression;
using static TorchSharp.torch;

namespace Backprop.Bench.Versus;

/// <summary>
/// The opponent's whole training run: MNIST's files to tensors, a fifth of the rows for validation after each epoch,
/// shuffled batches, AdamW, the test part at the end.
/// </summary>
internal static class TorchTraining
{
    public const string Command = "train-with-libtorch";

    /// <summary>FOLDER EPOCHS BATCH RATE DECAY THREADS: prints the accuracies of the validation and the test part.</summary>
    public static void Run(ReadOnlySpan<string> args)
    {
        var (folder, epochs, batch) = (args[0], int.Parse(args[1]), int.Parse(args[2]));
        set_num_threads(int.Parse(args[5]));
        manual_seed(1);
        var (x, y) = (Pictures(folder, "train-images-idx3-ubyte.gz"), Labels(folder, "train-labels-idx1-ubyte.gz"));
        var order = randperm(x.shape[0]);
        var held = x.shape[0] / 5;
        var (vx, vy) = (x.index_select(0, order[..(int)held]), y.index_select(0, order[..(int)held]));
        (x, y) = (x.index_select(0, order[(int)held..]), y.index_select(0, order[(int)held..]));

        using var network = new TorchNetwork(784, 256, 128, 64, 10);
        using var optimizer = optim.AdamW(network.parameters(), double.Parse(args[3]), weight_decay: double.Parse(args[4]));
        var validation = 0.0;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            using var ofEpoch = NewDisposeScope();
            network.train();
            var rows = randperm(x.shape[0]);
            for (var first = 0L; first < x.shape[0]; first += batch)
            {
                using var ofStep = NewDisposeScope();
                var taken = rows.narrow(0, first, Math.Min(batch, x.shape[0] - first));
                optimizer.zero_grad();
                var loss = nn.functional.cross_entropy(network.forward(x.index_select(0, taken)), y.index_select(0, taken));
                loss.backward();
                optimizer.step();
            }

            network.eval();
            validation = Accuracy(network, vx, vy);
        }

        var test = Accuracy(network, Pictures(folder, "t10k-images-idx3-ubyte.gz"), Labels(folder, "t10k-labels-idx1-ubyte.gz"));
        Console.WriteLine(string.Create(null, $"{validation} {test}"));
    }

    private static double Accuracy(TorchNetwork network, Tensor x, Tensor y)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return network.forward(x).argmax(1).eq(y).to_type(float32).mean().item<float>();
    }

    // [rows, 784], 0 to 1
    private static Tensor Pictures(string folder, string name)
    {
        var bytes = Bytes(folder, name, out var rows);
        return tensor(bytes.AsMemory(16), [rows, (bytes.Length - 16) / rows], dtype: uint8).to_type(float32).div(255);
    }

    private static Tensor Labels(string folder, string name) => tensor(Bytes(folder, name, out var rows).AsMemory(8), [rows], dtype: uint8).to_type(int64);

    private static byte[] Bytes(string folder, string name, out int rows)
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(folder, name)), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        file.CopyTo(memory);
        var bytes = memory.ToArray();
        rows = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
        return bytes;
    }
}
