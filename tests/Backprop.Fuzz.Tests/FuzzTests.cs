namespace Backprop.Fuzz.Tests;

/// <summary>A small part of the fuzzing, the same each time; <c>bench/Fuzz</c> does more.</summary>
public sealed class FuzzTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backprop-fuzz-").FullName;

    public static TheoryData<string> Formats => [.. Target.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Two_thousand_damaged_inputs_are_read_or_refused_within_bounds(string format)
    {
        var found = new List<string>();
        var fuzzer = new Fuzzer(Target.All.Single(t => t.Name == format), _folder);
        fuzzer.Run(seed: 1, inputs: 2000, (input, problem) => found.Add($"{Convert.ToBase64String(input)}: {problem}"));
        Assert.Empty(found);
        Assert.InRange(fuzzer.Succeeded, 1, 1999);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Inputs_to_begin_with_are_read(string format)
    {
        var target = Target.All.Single(t => t.Name == format);
        Assert.True(target.Seeds.Count(Reads) * 4 >= target.Seeds.Count); // some are there for their messages

        bool Reads(byte[] seed)
        {
            try
            {
                target.Read(seed, _folder);
                return true;
            }
            catch (Numerics.BackpropException)
            {
                return false;
            }
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
