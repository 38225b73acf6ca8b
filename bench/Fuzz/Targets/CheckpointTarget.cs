using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Data;

namespace Backprop.Fuzz;

/// <summary>Checkpoints; mostly with the checksum set right again, as a stranger would.</summary>
internal sealed class CheckpointTarget : SafeTensorsTarget
{
    public override string Name => "checkpoint";

    private protected override List<byte[]> Make()
    {
        var folder = Directory.CreateTempSubdirectory("backprop-fuzz-").FullName;
        try
        {
            var rows = Enumerable.Range(0, 40).Select(i => (A: i * 0.3, B: (double)(i % 4), Y: (double)i));
            var data = TableData.Open(
                new ObjectSource<(double A, double B, double Y)>(rows).Column("a", r => r.A).Column("b", r => r.B).Column("y", r => r.Y), new TableOptions { Targets = ["y"] });
            new Trainer { Epochs = 2, BatchSize = 10, AverageDecay = 0.9, Checkpoints = new() { Folder = folder, EverySteps = 3 } }.Fit(Networks.Dense(3), data, data);
            return [.. Directory.EnumerateFiles(folder, "checkpoint-*.safetensors").Order(StringComparer.Ordinal).Select(System.IO.File.ReadAllBytes)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private protected override string Header(Dice dice, string header)
    {
        try
        {
            if (JsonNode.Parse(header, null, Mutator.NoDuplicates) is not JsonObject file || file["__metadata__"] is not JsonObject metadata || metadata["backprop.state"] is not JsonValue state
                || !state.TryGetValue<string>(out var text))
                return base.Header(dice, header);
            metadata["backprop.state"] = Mutator.Json(dice, text);
            return file.ToJsonString();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return header;
        }
    }

    public override void Read(byte[] input, string folder)
    {
        var path = Write(input, folder, "checkpoint-1.safetensors");
        var file = SafeTensors.Load(path);
        if (input[^1] % 8 != 0 && file.Metadata.ContainsKey("backprop.checksum"))
        {
            var metadata = new Dictionary<string, string>(file.Metadata);
            metadata.Remove("backprop.checksum");
            System.IO.File.Delete(path);
            new SafeTensors { Tensors = file.Tensors, Metadata = Checksum.With(metadata, file.Tensors) }.Save(path);
        }

        CheckpointFile.Load(path);
    }
}
