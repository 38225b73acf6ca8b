namespace Backprop.Numerics.Tests;

/// <summary>The largest errors in units in the last place (ulp); docs/elementary-functions.md shows them.</summary>
public sealed class ElementaryErrorTests
{
    // What is promised, measured on 20,000 points a function in double precision and on all floats in single precision.
    private static readonly Dictionary<string, (double Double, double Single)> Promised = new()
    {
        ["exp"] = (1.01, 0.96),
        ["expm1"] = (1.0, 1.37),
        ["log"] = (0.8, 0.96),
        ["log1p"] = (0.8, 0.97),
        ["log2"] = (1.1, 0.51),
        ["tanh"] = (0.75, 1.05),
        ["sigmoid"] = (1.01, 0.81),
        ["softplus"] = (1.1, 1.16),
        ["erf"] = (0.95, 1.05),
        ["erfc"] = (2.1, 0.51),
        ["sin"] = (0.75, 0.51),
        ["cos"] = (0.75, 0.51),
        ["pow"] = (1.01, 0.51),
    };

    [Fact]
    public void Double_precision_stays_within_its_promise_on_values_recorded_to_106_bits()
    {
        foreach (var (name, error, at) in ErrorMeasure.Double(Path.Combine(AppContext.BaseDirectory, "references.bin")))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{name,-10} {error:0.000} ulp at {at}");
            Assert.True(error <= Promised[name].Double, $"{name}: {error} ulp at {at}");
        }
    }

    [Fact]
    public void Single_precision_stays_within_its_promise_on_every_40009th_float()
    {
        foreach (var (name, error, at) in ErrorMeasure.Single(40009))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{name,-10} {error:0.000} ulp at {at:R}");
            Assert.True(error <= Promised[name].Single, $"{name}: {error} ulp at {at:R}");
        }
    }
}
