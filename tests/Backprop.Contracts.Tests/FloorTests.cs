using System.Reflection;
using System.Xml.Linq;

namespace Backprop.Contracts.Tests;

/// <summary>The floors of ARCHITECTURE.md: nothing below knows what is above, and the lowest two need only the framework.</summary>
public sealed class FloorTests
{
    // What an assembly may reference beside the framework.
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Backprop.Numerics"] = [],
        ["Backprop.Engine"] = ["Backprop.Numerics"],
        ["Backprop.Data"] = ["Backprop.Numerics", "Sylvan.Data.Csv"],
        ["Backprop"] = ["Backprop.Numerics", "Backprop.Engine", "Backprop.Data", "System.IO.Hashing"],
        ["Backprop.Onnx"] = ["Backprop.Numerics", "Backprop.Engine", "Backprop.Data", "Backprop", "Google.Protobuf", "Grpc.Tools"],
        ["Backprop.DependencyInjection"] =
        [
            "Backprop.Numerics", "Backprop.Data", "Backprop", "Microsoft.Extensions.DependencyInjection.Abstractions",
        ],
        ["Backprop.Tuning"] = ["Backprop.Numerics", "Backprop.Engine", "Backprop.Data", "Backprop"],
        ["Backprop.Cli"] =
        [
            "Backprop.Numerics", "Backprop.Engine", "Backprop.Data", "Backprop", "Backprop.Onnx", "Backprop.Tuning",
            "System.CommandLine", "Spectre.Console",
        ],
    };

    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void An_assembly_references_only_the_floors_below(string library)
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var others = Assembly.Load(library).GetReferencedAssemblies().Select(a => a.Name!)
            .Where(name => !File.Exists(Path.Combine(framework, name + ".dll")));
        Assert.Empty(others.Except(Allowed[library]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_names_only_the_floors_below_and_the_packages_chosen(string project)
    {
        var xml = XDocument.Parse(Repository.Read("src", project, project + ".csproj"));
        var projects = xml.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
        var packages = xml.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);
        Assert.Empty(projects.Concat(packages).Except(Allowed[project]));
    }

    [Fact]
    public void Every_project_in_src_has_a_floor() => Assert.Equal(
        Allowed.Keys.Order(StringComparer.Ordinal),
        Repository.Files("src", "*.csproj").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_project_of_src_and_tests_is_built_and_tested_by_the_solution()
    {
        var listed = XDocument.Parse(Repository.Read("Backprop.slnx")).Descendants("Project").Select(p => p.Attribute("Path")!.Value);
        var found = Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.Tests.csproj"));
        Assert.Equal(found.Order(StringComparer.Ordinal), listed.Where(p => !p.StartsWith("bench/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_assembly_is_named_as_the_command() => // On systems that ignore case it would overwrite Backprop.dll.
        Assert.DoesNotContain(Repository.Files("src", "*.csproj"), f => Repository.Read(f).Contains("<AssemblyName>backprop<", StringComparison.Ordinal));
}
