#:project ../src/Backprop/Backprop.csproj

// From a file to a tested, saved model in ten lines.
//   dotnet run examples/iris.cs

using Backprop;
using Backprop.Data;

Environment.CurrentDirectory = Path.Combine((string)AppContext.GetData("EntryPointFileDirectoryPath")!, "..");

var data = TableData.Open("examples/data/iris.csv", target: "species");
var (train, validation, test) = data.Split(validation: 0.2, test: 0.2, seed: 1);
var model = new Trainer { Epochs = 100, Seed = 1 }.Fit(Networks.Dense(64, 32), train, validation);
Console.WriteLine(model.Evaluate(test!));
model.Save("iris.safetensors", overwrite: true);

var loaded = Model.Load("iris.safetensors");
var predictions = loaded.Predict(test!);
for (var row = 0; row < test!.Count; row += 10)
    Console.WriteLine($"{predictions.Label(row)} (truth: {test!.Text(row, "species")})");

// The file holds everything: preprocessing, network, labels. What was loaded predicts as what was trained, to the bit.
var before = model.Predict(test!);
var same = Enumerable.Range(0, before.Count).All(row => before.Probability(row, 0).Equals(predictions.Probability(row, 0)));
var right = Enumerable.Range(0, test!.Count).Count(row => predictions.Label(row) == test.Text(row, "species"));
Console.WriteLine($"{right} of {test.Count} flowers recognised");
return same && right >= 0.9 * test.Count ? 0 : 1;
