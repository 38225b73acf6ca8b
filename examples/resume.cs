#:project ../src/Backprop/Backprop.csproj

// A run that is stopped and goes on: the same bits as the run that was left alone, also from the middle of an epoch.
//   dotnet run examples/resume.cs

using Backprop;
using Backprop.Data;

Environment.CurrentDirectory = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "..");

var (train, validation, test) = TableData.Open("examples/data/digits.csv", target: "digit").Split(validation: 0.2, test: 0.2, seed: 1);
var network = Networks.Dense(64, 32) with { Dropout = 0.1 };
var folder = Directory.CreateTempSubdirectory("resume").FullName;

var whole = new Trainer { Epochs = 20 }.Fit(network, train, validation);

// Stopped after update 333, in the middle of an epoch; a process that is killed loses what came after its last checkpoint.
var checkpoints = new CheckpointSettings { Folder = folder, EverySteps = 100, Resume = true };
using var stop = new CancellationTokenSource();
var trainer = new Trainer { Epochs = 20, Checkpoints = checkpoints };
(trainer with { OnEvent = e => { if (e is StepEnded { Step: 333 }) stop.Cancel(); } }).Fit(network, train, validation, stop.Token);
Console.WriteLine($"stopped; kept: {string.Join(", ", Directory.GetFiles(folder, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal))}");

// The same line again, in another process or tomorrow: it goes on after update 333.
var resumed = (trainer with { OnEvent = Tell }).Fit(network, train, validation);

Save(whole, "whole");
Save(resumed, "resumed");
var same = File.ReadAllBytes(In("whole")).AsSpan().SequenceEqual(File.ReadAllBytes(In("resumed")));
Console.WriteLine($"test accuracy {resumed.Evaluate(test!).Metrics["accuracy"]:F4}; the same file as without the interruption: {same}");
Directory.Delete(folder, recursive: true);
return same ? 0 : 1;

void Tell(TrainingEvent e)
{
    if (e is TrainingStarted { Resumed: { } from })
        Console.WriteLine($"goes on in epoch {from.Epoch}, after step {from.Step}");
}

string In(string name) => Path.Combine(folder, name + ".safetensors");

void Save(Model model, string name) => model.Save(In(name), overwrite: true);
