using System.Globalization;

namespace Backprop;

/// <summary>One run of a trainer: the loop, and what it has reached.</summary>
internal sealed class TrainingRun
{
    private readonly Trainer _trainer;
    private readonly Model _model;
    private readonly Module _network;
    private readonly TaskHead _head;
    private readonly EncodedTable _validation;
    private readonly bool _validates;
    private readonly Batches _batches;
    private readonly Optimizer _optimizer;
    private readonly LearningRateControl _rate;
    private readonly ExponentialMovingAverage? _average;
    private readonly Step? _captured;
    private readonly List<EpochRecord> _history = [];
    private readonly ulong _dropoutSeed;
    private readonly int _stepsPerEpoch;
    private readonly int _totalSteps;
    private readonly long _start;
    private readonly int _rows;
    private readonly RunIdentity? _identity;
    private int _step;
    private EpochPlace _place = new(1);
    private double _gradientNorm;
    private double _secondsBefore;
    private StopReason? _stop;
    // Before the first epoch has ended, the initial weights are what would be kept.
    private (int Epoch, double Loss, Tensor[] State) _best;

    public TrainingRun(Trainer trainer, Model model, TaskHead head, EncodedTable train, EncodedTable? validation)
    {
        (_trainer, _model, _network, _head) = (trainer, model, model.Network, head);
        (_validation, _validates, _rows) = (validation ?? train, validation is not null, train.Rows);
        _optimizer = trainer.CreateOptimizer(_network, train.Rows);
        var size = _optimizer.NeedsLoss && trainer.BatchSize == 0 ? train.Rows : trainer.BatchSizeFor(train.Rows);
        var seed = new Philox(trainer.Seed);
        _batches = new Batches(train, size, seed.Child(Streams.Order));
        _dropoutSeed = seed.Child(Streams.Dropout).Stream;
        _stepsPerEpoch = (_batches.Count + trainer.Accumulate - 1) / trainer.Accumulate;
        _totalSteps = trainer.Steps ?? (int)Math.Min(int.MaxValue, (long)_stepsPerEpoch * trainer.Epochs);
        var schedule = ScheduleRegistry.Create(new(trainer.Schedule) { TotalSteps = _totalSteps, WarmUpSteps = trainer.WarmUpSteps });
        _rate = new(schedule, _optimizer.LearningRate);
        _average = trainer.AverageDecay is { } decay ? new(_network.Parameters.Where(p => !p.Frozen)) { Decay = decay } : null;
        if (trainer.Capture && !_optimizer.NeedsLoss)
        {
            _captured = Engine.Step.Capture(
                (batch, pass) => model.Loss.Of(_network.Forward(batch[0], pass), batch[1]), _optimizer, Pass.Training(_dropoutSeed, 0));
        }

        _best = (0, double.PositiveInfinity, State());
        // Before anything is restored: the initial weights are part of it.
        _identity = trainer.Checkpoints is null ? null : RunIdentity.Of(trainer, model, train, validation);
        _start = trainer.Clock.GetTimestamp();
    }

    /// <summary>Epochs of steps until something ends it; the model then has the best weights.</summary>
    public Model Go(CancellationToken cancel)
    {
        using var checkpoints = _trainer.Checkpoints is { } settings ? new CheckpointFolder(settings, _trainer.Clock) : null;
        var resumed = checkpoints?.Last() is { } last ? Restore(last.Checkpoint, last.Path, last.Damaged) : null;
        Tell(new TrainingStarted(
            _rows, _validates ? _validation.Rows : 0, _trainer.Epochs, _stepsPerEpoch, _network.Parameters.Sum(p => p.Count),
            _model.Record.Network, _trainer.Optimizer, _rate.BaseRate, _batches.Size, _model.Loss.Name)
        {
            Resumed = resumed,
        });

        for (; _stop is null; _place = new(_place.Epoch + 1))
        {
            // Between epochs, nothing is begun that would be stopped at once.
            if (cancel.IsCancellationRequested && _place.Batch == 0 && _history.Count > 0)
            {
                _stop = StopReason.Cancelled;
                Save(checkpoints);
                break;
            }

            var waiting = 0;
            foreach (var batch in _batches.Epoch(_place.Epoch, _place.Batch))
            {
                _place = _place.After(batch, Step(_place.Epoch, batch, ref waiting, batch.Index == _batches.Count - 1));
                // Gradients that wait for more batches are not written down: a run stops and is saved between updates.
                if (waiting > 0)
                    continue;
                if (cancel.IsCancellationRequested)
                    _stop = StopReason.Cancelled;
                else if (_step >= _totalSteps && _place.Epoch < _trainer.Epochs)
                    _stop = StopReason.Steps;
                if (_stop == StopReason.Cancelled || checkpoints?.IsDue(_step) == true)
                    Save(checkpoints);
                if (_stop is not null)
                    break;
            }

            EndEpoch(_place.Epoch, _place.MeanLoss);
        }

        return Finish(_stop.Value);
    }

    /// <summary>Forward pass, loss, backward pass and, when enough batches were seen, the update.</summary>
    private double Step(int epoch, Batch batch, ref int waiting, bool last)
    {
        var (x, y) = (Model.Input(batch), _head.Target(batch));
        _optimizer.LearningRate = _rate.At(_step);
        double loss;
        var updated = true;
        if (_optimizer.NeedsLoss)
        {
            loss = _optimizer.Update(() => Loss(x, y)).Item();
        }
        else
        {
            loss = Gradients(x, y);
            if (++waiting < _trainer.Accumulate && !last)
                return Finite(loss, epoch, x);
            updated = _captured?.Update() ?? _optimizer.Update(waiting);
        }

        waiting = 0;
        Finite(loss, epoch, x);
        if (!updated)
            throw Diverged(epoch, "a gradient", x, Training);
        if (_captured is null)
            _optimizer.ClearGradients();
        _step++;
        _gradientNorm = _optimizer.LastGradientNorm;
        _average?.Update();
        Tell(new StepEnded(epoch, _step, loss));
        return loss;
    }

    private Pass Training => Pass.Training(_dropoutSeed, _step);

    private Tensor Loss(Tensor x, Tensor y) => _model.Loss.Of(_network.Forward(x, Training), y);

    // A captured step gives the same bits as ops run one by one.
    private double Gradients(Tensor x, Tensor y)
    {
        if (_captured is not null)
        {
            _captured.Position = _step;
            return _captured.Accumulate(x, y);
        }

        var loss = Loss(x, y);
        loss.Backward();
        return loss.Item();
    }

    private void EndEpoch(int epoch, double trainLoss)
    {
        _average?.Swap();
        var validationLoss = _validates ? _model.LossOf(_validation, _head) : (double?)null;
        if (validationLoss is { } v && !double.IsFinite(v))
        {
            _average?.Swap();
            throw Diverged(epoch, "the validation loss", Model.Input(_validation, 0, Math.Min(_validation.Rows, 1024)), Pass.Inference);
        }

        var watched = validationLoss ?? trainLoss;
        // Without a validation part nothing tells which epoch is best: the last one is kept.
        var isBest = !_validates || watched < _best.Loss;
        if (isBest)
            _best = (epoch, watched, State());
        _average?.Swap();

        if (_rate.WatchesLoss)
            _rate.Observe(watched);
        var record = new EpochRecord
        {
            Epoch = epoch,
            TrainLoss = trainLoss,
            ValidationLoss = validationLoss,
            LearningRate = _optimizer.LearningRate,
            GradientNorm = _gradientNorm,
            Seconds = Seconds,
        };
        _history.Add(record);
        Tell(new EpochEnded(record, isBest));

        _stop ??= watched <= _trainer.UntilLoss ? StopReason.LossReached
            : _validates && _trainer.Patience > 0 && epoch - _best.Epoch >= _trainer.Patience ? StopReason.Patience
            : epoch >= _trainer.Epochs ? StopReason.Epochs
            : null;
    }

    private Model Finish(StopReason reason)
    {
        var (epoch, _, state) = _best;
        _optimizer.ClearGradients();
        foreach (var ((_, variable), values) in _network.State.Zip(state))
            variable.Set(values);
        Tell(new TrainingEnded(reason, epoch));
        return _model.With(_model.Record with { BestEpoch = epoch, Stop = reason, History = _history });
    }

    private double Seconds => _secondsBefore + _trainer.Clock.GetElapsedTime(_start).TotalSeconds;

    private void Save(CheckpointFolder? checkpoints)
    {
        if (checkpoints is null)
            return;
        string[] names = [.. _network.State.Select(s => s.Name)];
        var checkpoint = new Checkpoint
        {
            Run = _identity!,
            Place = _place,
            Step = _step,
            LearningRate = _optimizer.LearningRate,
            GradientNorm = _gradientNorm,
            OptimizerStep = _optimizer.StepNumber,
            AverageStep = _average?.StepNumber ?? 0,
            BestEpoch = _best.Epoch,
            BestLoss = _best.Loss,
            Seconds = Seconds,
            History = _history,
            Notes = _trainer.Checkpoints!.Notes,
            Network = [.. names.Zip(State())],
            Best = [.. names.Zip(_best.State)],
            Optimizer = [.. _optimizer.State],
            Average = [.. _average?.State ?? []],
            Schedule = [.. _rate.State],
        };
        var (path, problem) = checkpoints.Save(checkpoint, best => ModelFile.Save(
            _model.With(_model.Record with { BestEpoch = _best.Epoch, Stop = StopReason.Cancelled, History = _history }), checkpoint.Best, best, overwrite: true));
        Tell(new CheckpointSaved(path, _place.Epoch, _step, problem));
    }

    private ResumePoint Restore(Checkpoint saved, string path, IReadOnlyList<string> damaged)
    {
        _identity!.EnsureSame(saved.Run, path);
        try
        {
            var tensors = saved.Network.ToDictionary();
            foreach (var (name, variable) in _network.State)
                variable.Set(tensors[name]);
            var best = saved.Best.ToDictionary();
            _best = (saved.BestEpoch, saved.BestLoss, [.. _network.State.Select(s => best[s.Name])]);
            _optimizer.Restore(saved.OptimizerStep, saved.Optimizer);
            _average?.Restore(saved.AverageStep, saved.Average);
            _rate.Restore(saved.Schedule);
            _optimizer.LearningRate = saved.LearningRate;
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or BackpropException)
        {
            throw new FileException($"the checkpoint '{path}' does not fit its own run: {e.Message}", e);
        }

        (_place, _step, _gradientNorm, _secondsBefore) = (saved.Place, saved.Step, saved.GradientNorm, saved.Seconds);
        _history.AddRange(saved.History);
        return new(path, _place.Epoch, _step, saved.History, saved.Notes, damaged);
    }

    private double Finite(double loss, int epoch, Tensor x) => double.IsFinite(loss) ? loss : throw Diverged(epoch, "the loss", x, Training);

    // Runs the batch once more to see where numbers stopped being numbers.
    private DivergenceException Diverged(int epoch, string what, Tensor x, Pass pass)
    {
        string? layer = null;
        using (Execution.NoGradient())
        {
            foreach (var (name, variable) in _network.State)
            {
                if (layer is null && !AllFinite(variable))
                    layer = $"the values of '{name}'";
            }

            if (layer is null)
            {
                _network.Forward(x, pass with { Observer = (module, _, output) => layer ??= module.Children.Count == 0 && !AllFinite(output) ? module.ToString() : null });
                layer ??= _network.Parameters.Where(p => p.Grad is { } g && !AllFinite(g)).Select(p => $"the gradient of '{p.Name}'").FirstOrDefault();
            }
        }

        var message = string.Create(CultureInfo.InvariantCulture,
            $"training diverged: {what} is no finite number any more in epoch {epoch}, step {_step + 1}{(layer is null ? "" : $", first seen in {layer}")}; "
            + $"use a smaller learning rate than {_rate.BaseRate}, or clip the gradient's norm");
        return new(message) { LastFinite = Finish(StopReason.Diverged), Epoch = epoch, Step = _step + 1, Layer = layer };
    }

    private static bool AllFinite(Tensor tensor)
    {
        for (var i = 0; i < tensor.Count; i++)
        {
            if (!double.IsFinite(tensor.At(i)))
                return false;
        }

        return true;
    }

    private Tensor[] State() => [.. _network.State.Select(s => s.Variable.Snapshot())];

    private void Tell(TrainingEvent what) => _trainer.OnEvent?.Invoke(what);
}
