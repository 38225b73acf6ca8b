#:project ../src/Backprop/Backprop.csproj
#:property IlcInstructionSet=x86-64-v3
#:property InvariantGlobalization=true
#:property OptimizationPreference=Speed

// An application that learns from its own objects: a delivery service estimates how long a tour will take. It trains when
// it has no model yet, or an old one, keeps the model in a file, and answers from it. Ahead of time compiled it is one
// executable of some megabytes, with the trainer inside.
//   dotnet run examples/embedded.cs
//   dotnet publish examples/embedded.cs -c Release -r linux-x64 -p:PublishAot=true -o embedded && embedded/embedded tours.safetensors

using System.Diagnostics;
using System.Globalization;
using Backprop;
using Backprop.Data;
using Backprop.Numerics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var path = args.Length > 0 ? args[0] : Path.Combine(Path.GetTempPath(), $"tours-{Environment.ProcessId}.safetensors");
var watch = Stopwatch.StartNew();
var history = Tours.Driven(days: 120, perDay: 25);

if (!File.Exists(path))
{
    var report = Estimator.Learn(history, path);
    Console.WriteLine($"learned from {history.Count:N0} tours in {watch.ElapsedMilliseconds} ms: off by {report.Error:F1} minutes on tours not seen, the mean by {report.ErrorOfMean:F1}");
    if (report.Error > report.ErrorOfMean / 3)
        return 1;
}

watch.Restart();
var estimator = new Estimator(path);
Console.WriteLine($"loaded {path} in {watch.ElapsedMilliseconds} ms");
foreach (var tour in (Tour[])
[
    new(Kilometres: 12, Stops: 3, Parcels: 9, Hour: 10, Vehicle.Bicycle, Rain: false),
    new(Kilometres: 12, Stops: 3, Parcels: 9, Hour: 10, Vehicle.Van, Rain: false),
    new(Kilometres: 12, Stops: 3, Parcels: 9, Hour: 17, Vehicle.Van, Rain: true),
])
    Console.WriteLine($"{tour.Kilometres} km, {tour.Stops} stops at {tour.Hour}:00 by {tour.Vehicle}{(tour.Rain ? ", rain" : "")}: {estimator.Minutes(tour):F0} minutes (as a rule {Tours.Rule(tour):F0})");

if (args.Length == 0)
    File.Delete(path);
return 0;

/// <summary>A tour as it is planned.</summary>
internal sealed record Tour(double Kilometres, int Stops, int Parcels, int Hour, Vehicle Vehicle, bool Rain);

internal enum Vehicle { Bicycle, Van, Truck }

/// <summary>A tour as it was.</summary>
internal sealed record Driven(Tour Tour, double Minutes);

/// <summary>All that the application knows of training: its objects' columns, one call to learn, one to answer.</summary>
internal sealed class Estimator(string path)
{
    private readonly Predictor<Tour, double> _predictor = Predictor<Tour, double>.Load(path);

    public double Minutes(Tour tour) => _predictor.Predict(tour);

    public static (double Error, double ErrorOfMean) Learn(IReadOnlyList<Driven> history, string path)
    {
        var source = new ObjectSource<Driven>(history, "tours")
            .Column("Kilometres", d => d.Tour.Kilometres)
            .Column("Stops", d => d.Tour.Stops)
            .Column("Parcels", d => d.Tour.Parcels)
            .Column("Hour", d => d.Tour.Hour)
            .Column("Vehicle", d => d.Tour.Vehicle.ToString())
            .Column("Rain", d => d.Tour.Rain)
            .Column("Minutes", d => d.Minutes);
        var (train, validation, test) = TableData.Open(source, new() { Targets = ["Minutes"], Task = TaskHint.Regression }).Split(validation: 0.2, test: 0.2, seed: 1);
        var trainer = new Trainer { Epochs = 100, LearningRate = 0.01, Seed = 1 };
        var model = trainer.Fit(Networks.Dense(32, 16), train, validation);
        model.Save(path, overwrite: true);
        var mean = Baselines.Of(trainer, train, validation, test!, CancellationToken.None).First(b => b.Name == "mean").Test;
        return (model.Evaluate(test!).Metrics["mae"], mean.Metrics["mae"]);
    }
}

/// <summary>What a delivery service would have in its database.</summary>
internal static class Tours
{
    public static List<Driven> Driven(int days, int perDay)
    {
        var random = new Philox(seed: 7);
        var history = new List<Driven>();
        for (var day = 0u; day < days; day++)
        {
            var rain = random.Child(1).Uniform(day) < 0.3;
            for (var i = 0u; i < perDay; i++)
            {
                double Draw(uint n) => random.Child(2).Uniform(n + 6 * i, step: day);
                var stops = 1 + (int)(12 * Draw(0));
                var tour = new Tour(Math.Round(2 + 38 * Draw(1), 1), stops, stops * (1 + (int)(4 * Draw(2))), 8 + (int)(11 * Draw(3)), (Vehicle)(int)(3 * Draw(4)), rain);
                history.Add(new(tour, Math.Round(Rule(tour) * (0.9 + 0.2 * Draw(5)), 1)));
            }
        }

        return history;
    }

    /// <summary>The world's own rule, which the network has to find: traffic at five, bicycles that know no jam but mind the rain.</summary>
    public static double Rule(Tour tour)
    {
        var rush = tour.Hour is 8 or 9 or 16 or 17 or 18;
        var speed = tour.Vehicle switch { Vehicle.Bicycle => tour.Rain ? 13.0 : 18, Vehicle.Van => rush ? 22 : 34, _ => rush ? 18 : 28 };
        return 60 * tour.Kilometres / speed + tour.Stops * (tour.Vehicle == Vehicle.Truck ? 4.5 : 2.5) + 0.6 * tour.Parcels;
    }
}
