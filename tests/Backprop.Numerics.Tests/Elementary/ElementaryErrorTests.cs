namespace Backprop.Numerics.Tests;

/// <summary>The largest errors in units in the last place (ulp); docs/elementary-functions.md shows them.</summary>
public sealed class ElementaryErrorTests
{
    // What is promised, measured on 20,000 points a function in double precision and all floats in single precision.
    private static readonly Dictionary<string, (double Double, double Single)> Promised = new()
    {
        ["exp"] = (2, 2), ["expm1"] = (2, 2), ["log"] = (2, 2), ["log1p"] = (2, 2), ["log2"] = (2, 2),
        ["tanh"] = (2, 2), ["sigmoid"] = (2, 2), ["softplus"] = (2, 2), ["erf"] = (2, 2), ["erfc"] = (2, 2),
        ["sin"] = (2, 2), ["cos"] = (2, 2), ["pow"] = (2, 2),
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
