using System.Reflection;
using PublicApiGenerator;

namespace Backprop.Contracts.Tests;

/// <summary>
/// What people can call is written down in Api/*.txt: a change of it shows in the diff and is meant. After such a change,
/// run these tests once with BACKPROP_UPDATE=1 and commit the files.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly ApiGeneratorOptions Options = new()
    {
        IncludeAssemblyAttributes = false,
        DenyNamespacePrefixes = [],
    };

    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_one_written_down(string library)
    {
        var found = Assembly.Load(library).GeneratePublicApi(Options).ReplaceLineEndings("\n").TrimEnd() + "\n";
        var path = Repository.PathOf("tests", "Backprop.Contracts.Tests", "Api", library + ".txt");
        if (Environment.GetEnvironmentVariable("BACKPROP_UPDATE") == "1")
        {
            File.WriteAllText(path, found);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing: run the test with BACKPROP_UPDATE=1 and commit it");
        var (before, after) = (File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n'), found.Split('\n'));
        var gone = before.Except(after).Select(line => "- " + line.Trim());
        var added = after.Except(before).Select(line => "+ " + line.Trim());
        Assert.True(
            before.SequenceEqual(after),
            $"the public surface of {library} is not the one in {path}:\n{string.Join('\n', gone.Concat(added).Take(40))}\n"
            + "If that is meant, run the test with BACKPROP_UPDATE=1 and commit the file.");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Public_types_stand_in_the_namespace_of_their_assembly(string library)
    {
        var namespaces = Assembly.Load(library).GetExportedTypes().Select(t => t.Namespace).Distinct().Order(StringComparer.Ordinal);
        string[] allowed = library == "Backprop.Numerics" ? [library, "Backprop.Numerics.Kernels"] : [library];
        Assert.Empty(namespaces.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Nothing_public_can_be_changed_from_outside_by_way_of_a_static_field(string library)
    {
        var fields = Assembly.Load(library).GetExportedTypes()
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(f => !f.IsLiteral && (!f.IsInitOnly || f.FieldType.IsArray))
            .Select(f => $"{f.DeclaringType}.{f.Name}");
        Assert.Empty(fields);
    }
}
