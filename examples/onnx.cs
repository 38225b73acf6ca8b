#:project ../src/Backprop.Onnx/Backprop.Onnx.csproj
#:package Microsoft.ML.OnnxRuntime
#:package System.Numerics.Tensors

// A model as ONNX file: another program runs it with ONNX Runtime, from the columns as the table has them, without this library.
//   dotnet run examples/onnx.cs

using Backprop;
using Backprop.Data;
using Backprop.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var table = Path.Combine(folder, "data", "penguins.csv");
var path = Path.Combine(Path.GetTempPath(), $"penguins-{Environment.ProcessId}.onnx");
var model = new Trainer { Seed = 1, Epochs = 30 }.Fit(Networks.Dense(64, 32), TableData.Open(table, target: "species"));

OnnxExport.Save(model, path);

foreach (var input in OnnxSummary.Of(File.ReadAllBytes(path)).Inputs)
    Console.WriteLine($"{input.Name,-20} {input.Type,-7} {input.Documentation}");

// The other program: numbers as they are (NaN where missing), all else as text (empty where missing).
string[][] rows = [.. File.ReadLines(table).Skip(1).Select(line => line.Split(','))]; // species,island,bill_length_mm,…,sex
using var session = new InferenceSession(path);
using var results = session.Run(
[
    Texts("island", 1), Numbers("bill_length_mm", 2), Numbers("bill_depth_mm", 3), Numbers("flipper_length_mm", 4), Numbers("body_mass_g", 5), Texts("sex", 6),
]);
string[] labels = [.. results.Single(r => r.Name == "label").AsEnumerable<string>()];
File.Delete(path);

var expected = model.Predict(model.Open(table, targets: false));
var equal = labels.Where((label, row) => label == expected.Label(row)).Count();
var right = labels.Where((label, row) => label == rows[row][0]).Count();
Console.WriteLine($"{equal} of {rows.Length} labels are those of predict, {right} are right");
return equal == rows.Length ? 0 : 1;

NamedOnnxValue Texts(string name, int column) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<string>(rows.Select(r => r[column]).ToArray(), [rows.Length, 1]));

NamedOnnxValue Numbers(string name, int column) => NamedOnnxValue.CreateFromTensor(
    name, new DenseTensor<float>(rows.Select(r => r[column].Length == 0 ? float.NaN : float.Parse(r[column], System.Globalization.CultureInfo.InvariantCulture)).ToArray(), [rows.Length, 1]));
