#:project ../src/Backprop/Backprop.csproj

// A training loop by hand: handwritten digits (8 × 8 pixels), a network of one's own, every step visible.
//   dotnet run examples/custom_loop.cs

using Backprop.Data;
using Backprop.Engine;
using Backprop.Numerics;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var data = TableData.Open(Path.Combine(folder, "data", "digits.csv"), target: "digit");
var (train, _, test) = data.Split(validation: 0, test: 0.25, seed: 1);

// Scaling is fitted on the training part alone.
var preprocessor = Preprocessor.Fit(train);
var (trainRows, testRows) = (preprocessor.Encode(train), preprocessor.Encode(test!));

const ulong Seed = 1;
const int Epochs = 15;
var net = new Sequential(
    new Linear(trainRows.FeatureCount, 64), new Relu(), new Dropout(0.1),
    new Residual(new Sequential(new Linear(64, 64), new Relu())),
    new Linear(64, preprocessor.Outputs));
net.Initialize(new Philox(Seed));
Console.Write(net.Summary([1, trainRows.FeatureCount]));

var batches = new Batches(trainRows, size: 32, new Philox(Seed).Child(1));
var adam = new AdamW(net.Parameters) { Clipping = new() { MaximumNorm = 5 } };
var schedule = new CosineDecay(totalSteps: Epochs * batches.Count);

for (var epoch = 0; epoch < Epochs; epoch++)
{
    var sum = 0.0;
    foreach (var batch in batches.Epoch(epoch))
    {
        var x = Tensor.From(batch.Features, [batch.Rows, trainRows.FeatureCount]); // [batch, 64]
        var y = Tensor.From(batch.Classes, batch.Rows);                            // [batch], the numbers of the classes
        adam.LearningRate = schedule.At(adam.StepNumber, baseRate: 3e-3);

        // Dropout's mask is a function of seed, layer and step: the run can be repeated bit for bit.
        var loss = Losses.CrossEntropy(net.Forward(x, Pass.Training(Seed, adam.StepNumber)), y);
        adam.ClearGradients();
        loss.Backward();
        adam.Update();
        sum += loss.Item() * batch.Rows;
    }

    Console.WriteLine($"epoch {epoch + 1,2}  loss {sum / trainRows.Rows:F4}  gradient norm {adam.LastGradientNorm:F3}  test accuracy {Accuracy():P1}");
}

// What was learned stands in named parameters.
Console.WriteLine(net["layers.0.weight"]);
return Accuracy() >= 0.95 ? 0 : 1;

double Accuracy()
{
    using var _ = Execution.NoGradient();
    var x = Tensor.From(testRows.Features, [testRows.Rows, testRows.FeatureCount]);
    var guesses = net.Forward(x).ArgMax(1).ToArray<int>();
    return guesses.Zip(testRows.Classes, (guess, truth) => guess == truth ? 1.0 : 0.0).Average();
}
