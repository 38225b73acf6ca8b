using System.Text;
using Backprop.Cli;
using Backprop.Data;

namespace Backprop.Fuzz;

/// <summary>Experiments in JSON: read, and turned into a trainer, a network and options of tables.</summary>
internal sealed class ExperimentTarget : Target
{
    private static readonly TrainCommand Command = new();

    public override string Name => "experiment";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. new[]
    {
        """{"data":"a.csv","target":"y"}""",
        """{"data":"a.csv","target":["y","z"],"layers":[8,4],"activation":"relu","dropout":0.2,"optimizer":"adamw","learning-rate":0.01,"seed":7}""",
        """{"data":"a.csv","target":"y","epochs":10,"batch-size":32,"patience":5,"clip-norm":1.5,"schedule":"cosine","warm-up":3,"threads":2}""",
        """{"$schema":"x","data":"a.csv","target":"y","ignore":["a","b"],"missing":["-9"],"delimiter":";","decimal":",","no-header":true,"normalize":"robust","loss":"huber"}""",
        """{"data":"a.csv","target":"y","layers":"none","init":"he_normal","normalization":"batch","class-weights":"a=1,b=2","average-decay":0.9,"momentum":0.5,"accumulate":2,"folds":3,"test":0.2,"validation":"none"} // c""",
    }.Select(Encoding.UTF8.GetBytes)];

    protected override string[] TokenTexts =>
        [.. Command.Settings.Select(s => $"\"{s.Name}\":"), "1e999", "-1", "null", "[", "]", "{", "}", ",", "\"none\"", "\"0.2\"", "\\ud800", "//", "/*", "\uFEFF", "\0"];

    public override byte[] Mutate(Dice dice, byte[] from, byte[] other) =>
        dice.OneIn(2) ? base.Mutate(dice, from, other) : Encoding.UTF8.GetBytes(Mutator.Json(dice, Encoding.UTF8.GetString(from)));

    public override void Read(byte[] input, string folder)
    {
        var arguments = Arguments.Parse(Command, ["--config", Write(input, folder, "experiment.json")]);
        TrainSettings.Trainer(arguments, TimeProvider.System);
        TrainSettings.Network(arguments);
        DataSettings.CsvOptions(arguments);
        DataSettings.TableOptions(arguments, new ObjectSource<int>([1]).Column("y", i => i));
    }
}
