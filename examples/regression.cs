#:project ../src/Backprop/Backprop.csproj

// A number from a table with gaps and categories: miles per gallon of cars. Events, a linear model beside the network,
// predictions in the target's own unit.
//   dotnet run examples/regression.cs

using Backprop;
using Backprop.Data;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var data = TableData.Open(Path.Combine(folder, "data", "mpg.csv"), new TableOptions { Targets = ["mpg"], Ignore = ["name"] });
Console.WriteLine(data);
var (train, validation, test) = data.Split(validation: 0.2, test: 0.25, seed: 1);

var trainer = new Trainer
{
    Epochs = 150,
    Seed = 1,
    OnEvent = e =>
    {
        if (e is EpochEnded { Record: { } epoch } && epoch.Epoch % 10 == 0)
            Console.WriteLine($"epoch {epoch.Epoch,3}  loss {epoch.TrainLoss:F4}  validation {epoch.ValidationLoss:F4}");
    },
};
var model = trainer.Fit(Networks.Dense(64, 32), train, validation);
var evaluation = model.Evaluate(test!);
Console.WriteLine($"stopped: {model.Record.Stop}, best epoch {model.Record.BestEpoch}");
Console.WriteLine(evaluation);
foreach (var (name, baseline) in Baselines.Of(trainer, train, validation, test!, CancellationToken.None))
    Console.WriteLine($"{name,-8} R² {baseline.Metrics["r2"]:F3}");

var predictions = model.Predict(test!);
for (var row = 0; row < 3; row++)
    Console.WriteLine($"{predictions.Value(row):F1} miles per gallon (truth: {test!.Text(row, "mpg")})");

return evaluation.Metrics["r2"] >= 0.8 ? 0 : 1;
