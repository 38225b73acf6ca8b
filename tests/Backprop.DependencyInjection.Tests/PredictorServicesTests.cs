using Backprop.Data;
using Backprop.Numerics;
using Microsoft.Extensions.DependencyInjection;

namespace Backprop.DependencyInjection.Tests;

/// <summary>Predictors as services: one for all, keyed, and refused at the start when they do not fit.</summary>
public sealed class PredictorServicesTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"services-{Environment.ProcessId}-{Guid.NewGuid():N}.safetensors");

    private sealed record House(double Area, int Rooms, double Price);

    private sealed record Wrong(string Area);

    private sealed class Shop(Predictor<House, float> prices, [FromKeyedServices("north")] Predictor<House, double> north)
    {
        public (float Here, double North) Price(House house) => (prices.Predict(house), north.Predict(house));
    }

    public PredictorServicesTests()
    {
        var houses = Enumerable.Range(0, 200).Select(i => new House(30 + i, 1 + (i % 5), (30 + i) * 1000.0));
        var data = TableData.Open(new ObjectSource<House>(houses, ObjectColumns.OfProperties<House>()), new TableOptions { Targets = ["Price"] });
        new Trainer { Epochs = 3 }.Fit(Networks.Dense(8), data).Save(_path);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_predictor_is_injected_the_same_for_all()
    {
        using var provider = new ServiceCollection()
            .AddBackpropPredictor<House, float>(_path)
            .AddKeyedBackpropPredictor<House, double>("north", _path, c => c.Column("Area", h => h.Area / 2))
            .AddTransient<Shop>()
            .BuildServiceProvider(validateScopes: true);
        var house = new House(80, 3, 0);
        var (here, north) = provider.GetRequiredService<Shop>().Price(house);
        Assert.Equal(Predictor<House, float>.Load(_path).Predict(house), here);
        Assert.Equal(Predictor<House, double>.Load(_path).Predict(house with { Area = 40 }), north);
        Assert.Same(provider.GetRequiredService<Predictor<House, float>>(), provider.GetRequiredService<Predictor<House, float>>());
    }

    [Fact]
    public void A_model_that_does_not_fit_or_is_not_there_stops_the_application_at_its_start()
    {
        var services = new ServiceCollection();
        var misfit = Assert.Throws<SettingsException>(() => services.AddBackpropPredictor<Wrong, string>(_path));
        Assert.Contains("column 'Rooms'", misfit.Message, StringComparison.Ordinal);
        Assert.Contains("the answer String does not fit", misfit.Message, StringComparison.Ordinal);
        Assert.Throws<FileException>(() => services.AddBackpropPredictor<House, float>(_path + ".missing"));
        Assert.Empty(services);
    }
}
