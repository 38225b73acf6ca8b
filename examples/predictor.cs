#:project ../src/Backprop/Backprop.csproj

// A model in an application: objects in, typed answers out, from any thread. Misfits between the model and the types are
// errors at the start, not at the thousandth request.
//   dotnet run examples/predictor.cs

using System.Diagnostics;
using Backprop;
using Backprop.Data;
using Backprop.Numerics;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var data = TableData.Open(Path.Combine(folder, "data", "penguins.csv"), target: "species");
var path = Path.Combine(Path.GetTempPath(), $"penguins-{Environment.ProcessId}.safetensors");
var (train, validation, _) = data.Split(validation: 0.2, test: 0, seed: 1);
new Trainer { Seed = 1 }.Fit(Networks.Dense(64, 32), train, validation).Save(path);

var predictor = Predictor<Penguin, Species>.Load(path);
var heavy = new Penguin("Biscoe", 47.5, 14.2, FlipperLengthMm: 217, BodyMassG: null, Sex.Female);
Console.WriteLine(predictor.Predict(heavy));

// With its probability; and many rows at once.
var judge = Predictor<Penguin, Answer>.Load(path);
Console.WriteLine(judge.Predict(heavy with { Island = "Dream", BillDepthMm = 18.4, FlipperLengthMm = 196 }));
Penguin[] many = [.. Enumerable.Repeat(heavy, 100_000)];
var species = new Species[many.Length];
var watch = Stopwatch.StartNew();
Parallel.For(0, 10, part => predictor.Predict(many.AsSpan(part * 10_000, 10_000), species.AsSpan(part * 10_000, 10_000)));
Console.WriteLine($"{many.Length:N0} rows in {watch.ElapsedMilliseconds} ms");

// What does not fit is told by the constructor, all at once.
try
{
    Predictor<Bird, double>.Load(path);
}
catch (SettingsException e)
{
    Console.WriteLine(e.Message);
}

File.Delete(path);
return species.All(s => s == Species.Gentoo) ? 0 : 1;

internal sealed record Penguin(
    string Island, double? BillLengthMm, double? BillDepthMm, [property: ColumnName("flipper_length_mm")] int FlipperLengthMm, double? BodyMassG, Sex? Sex);

internal sealed record Bird(string Island, string BillLengthMm);

internal sealed record Answer(Species Label, float Probability);

internal enum Species { Adelie, Chinstrap, Gentoo }

internal enum Sex { Female, Male }
