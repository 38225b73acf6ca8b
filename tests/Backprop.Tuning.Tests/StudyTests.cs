using System.Globalization;

namespace Backprop.Tuning.Tests;

public class StudyTests
{
    private static readonly SearchSpace Plane = new(new Uniform("x", -1, 1), new Uniform("y", -1, 1));

    private static double Number(IReadOnlyDictionary<string, string> settings, string name) => double.Parse(settings[name], CultureInfo.InvariantCulture);

    // A bowl whose floor is at (0.3, −0.6); the loss comes down to it over the epochs.
    private static TrialResult Bowl(TrialRun run, int epochs)
    {
        var floor = Math.Pow(Number(run.Settings, "x") - 0.3, 2) + Math.Pow(Number(run.Settings, "y") + 0.6, 2);
        for (var epoch = 1; epoch <= epochs; epoch++)
            if (!run.Report(floor + 1.0 / epoch))
                return new(floor + 1.0 / epoch, floor + 1.0 / epoch, epoch, Finished: false);
        return new(floor + 1.0 / epochs, floor + 1.0 / epochs, epochs);
    }

    private static Study Random(ulong seed, Pruner? pruner = null, Action<StudyEvent>? listener = null) =>
        new(Plane, new RandomSampler(new Philox(seed)), pruner ?? new NoPruner()) { OnEvent = listener };

    [Fact]
    public void The_same_seed_gives_the_same_study_and_another_seed_another()
    {
        static string Text(ulong seed)
        {
            var study = Random(seed, new SuccessiveHalving(1));
            study.Run(40, run => Bowl(run, 27));
            return string.Join('\n', study.Trials.Select(t => string.Create(CultureInfo.InvariantCulture,
                $"{t.Number} {string.Join(' ', t.Settings)} {t.State} {t.Value} {t.Epochs}"))) + study.Best!.Number;
        }

        Assert.Equal(Text(7), Text(7));
        Assert.NotEqual(Text(7), Text(8));
    }

    [Fact]
    public void The_best_trial_has_the_lowest_value_and_the_start_is_the_first_trial()
    {
        var start = new Dictionary<string, string> { ["x"] = "12", ["y"] = "0" };
        var study = new Study(Plane, new RandomSampler(new Philox(1)), new NoPruner()) { Start = start };
        Assert.Equal(StudyEnd.Trials, study.Run(30, run => Bowl(run, 1)));
        Assert.Equal(30, study.Trials.Count);
        Assert.Same(start, study.Trials[0].Settings);
        Assert.Equal(study.Trials.Min(t => t.Value), study.Best!.Value);
        Assert.True(study.Best.Value < 1.2);
        Assert.Equal(Enumerable.Range(1, 30), study.Trials.Select(t => t.Number));
    }

    [Fact]
    public void Higher_is_better_where_it_is_and_equal_values_are_told_apart_by_the_loss()
    {
        (double Value, double Loss)[] results = [(0.9, 0.4), (1, 0.3), (1, 0.2), (1, 0.2), (double.NaN, 0.1)];
        var study = new Study(Plane, new RandomSampler(new Philox(1)), new NoPruner()) { HigherIsBetter = true };
        study.Run(5, run => new(results[run.Number - 1].Value, results[run.Number - 1].Loss, 1));
        Assert.Equal([3, 4, 2, 1], study.Ranking.Select(t => t.Number));
        Assert.Equal(TrialState.Failed, study.Trials[4].State);
    }

    [Fact]
    public void A_trial_that_diverges_is_recorded_as_failed_and_the_study_goes_on()
    {
        var study = Random(1);
        study.Run(4, run => run.Number is 1 or 3 ? throw new DivergenceException("the loss is NaN") : Bowl(run, 2));
        Assert.Equal([TrialState.Failed, TrialState.Complete, TrialState.Failed, TrialState.Complete], study.Trials.Select(t => t.State));
        Assert.Equal("the loss is NaN", study.Trials[0].Problem);
        Assert.Null(study.Trials[0].Value);
        Assert.True(study.Best!.Number is 2 or 4);
    }

    [Fact]
    public void Other_mistakes_end_the_study() =>
        Assert.Throws<SettingsException>(() => Random(1).Run(4, _ => throw new SettingsException("no such metric")));

    [Fact]
    public void A_grid_tries_every_combination_once()
    {
        var space = new SearchSpace(new Choice("a", "1", "2", "3"), new LogUniform("b", 0.01, 1), new Choice("c", "x", "y"));
        var sampler = new GridSampler(new Philox(5), points: 4);
        Assert.Equal(24, sampler.Count(space));
        var study = new Study(space, sampler, new NoPruner());
        Assert.Equal(StudyEnd.Exhausted, study.Run(100, run => new(run.Number, run.Number, 1)));
        Assert.Equal(24, study.Trials.Select(t => string.Join(' ', t.Settings.Values)).Distinct().Count());
        Assert.Equal(24, study.Trials.Count);
    }

    [Fact]
    public void Nothing_is_tried_twice_and_a_space_that_is_used_up_ends_the_study()
    {
        var space = new SearchSpace(new Choice("layers", "none", "8"), new Choice("dropout", "0", "0.5") { NotWith = ("layers", "none") });
        var study = new Study(space, new RandomSampler(new Philox(1)), new NoPruner());
        Assert.Equal(StudyEnd.Exhausted, study.Run(100, run => new(run.Number, run.Number, 1)));
        Assert.Equal(3, study.Trials.Count);
    }

    [Fact]
    public void Cancelling_keeps_what_was_found()
    {
        using var cancel = new CancellationTokenSource();
        var study = Random(2);
        var end = study.Run(50, run =>
        {
            if (run.Number == 5)
                cancel.Cancel();
            return Bowl(run, 10);
        }, cancel.Token);
        Assert.Equal(StudyEnd.Cancelled, end);
        Assert.Equal(5, study.Trials.Count);
        Assert.Equal((TrialState.Interrupted, 1), (study.Trials[4].State, study.Trials[4].Epochs));
        Assert.Equal(study.Trials.Take(4).Min(t => t.Value), study.Best!.Value);
    }

    [Fact]
    public void Cancelled_in_the_first_trial_that_trial_is_the_best()
    {
        using var cancel = new CancellationTokenSource();
        var study = Random(2);
        study.Run(50, run =>
        {
            cancel.Cancel();
            return Bowl(run, 10);
        }, cancel.Token);
        Assert.Equal(TrialState.Interrupted, study.Best!.State);
    }

    [Fact]
    public void Enough_stops_before_the_next_epoch()
    {
        var epochs = 0;
        var study = new Study(Plane, new RandomSampler(new Philox(1)), new NoPruner()) { Enough = () => epochs >= 25, OnEvent = e => epochs += e is StudyEvent.TrialEpoch ? 1 : 0 };
        Assert.Equal(StudyEnd.Enough, study.Run(50, run => Bowl(run, 10)));
        Assert.Equal(25, study.Trials.Sum(t => t.Epochs), 1.0);
        Assert.Equal([TrialState.Complete, TrialState.Complete, TrialState.Interrupted], study.Trials.Select(t => t.State));
    }

    [Fact]
    public void Halving_ends_at_each_rung_what_is_not_among_the_best_third()
    {
        // The value of a trial is its place; the loss is known after the first epoch.
        double[] floors = [5, 3, 4, 6, 2, 7, 1, 8, 9];
        var study = new Study(new(new IntUniform("x", 0, 1000)), new RandomSampler(new Philox(1)), new SuccessiveHalving(firstRung: 1, eta: 3));
        study.Run(9, run =>
        {
            for (var epoch = 1; epoch <= 9; epoch++)
                if (!run.Report(floors[run.Number - 1] + 1.0 / epoch))
                    return new(0, 0, epoch, Finished: false);
            return new(floors[run.Number - 1], floors[run.Number - 1], 9);
        });
        // Rung 1: the first two are not judged (fewer than three rivals); then one in three goes on. 4 is worse than 3; 6 than three others; 2 and 1 are the best so far.
        // Rung 3: 5 and 3 are not judged, 2 and 1 lead.
        Assert.Equal([9, 9, 1, 1, 9, 1, 9, 1, 1], study.Trials.Select(t => t.Epochs));
        Assert.Equal(7, study.Best!.Number);
        Assert.All(study.Trials, t => Assert.Equal(t.Epochs < 9 ? TrialState.Pruned : TrialState.Complete, t.State));
    }

    [Fact]
    public void Halving_judges_by_the_lowest_loss_so_far_and_knows_trials_that_ended_by_themselves()
    {
        static Trial Done(TrialState state, params double[] losses) => new() { Number = 1, Settings = Empty, State = state, Losses = losses };
        var halving = new SuccessiveHalving(2, 2);
        Trial[] one = [Done(TrialState.Complete, 5, 1, 9, 9)];
        Assert.False(halving.Ends([4], one));                       // no rung
        Assert.True(halving.Ends([4, 4], one));                     // 1 is better
        Assert.False(halving.Ends([0.5, 4], one));                  // its lowest counts
        Assert.False(halving.Ends([4, 4, 4], one));                 // no rung
        Assert.True(halving.Ends([double.NaN, double.NaN], one));   // NaN is never good
        Assert.True(halving.Ends([4, 4, 4, 4], [Done(TrialState.Complete, 3)]));   // stopped early by itself: still a rival
        Assert.False(halving.Ends([4, 4, 4, 4], [Done(TrialState.Pruned, 3, 3)])); // ended at an earlier rung: not here
        Assert.False(halving.Ends([4, 4], [Done(TrialState.Failed, 1, 1)]));       // a loss that led to nothing
    }

    [Fact]
    public void Halving_finds_as_good_settings_for_fewer_epochs()
    {
        var plain = Random(11);
        var halved = Random(11, new SuccessiveHalving(1));
        plain.Run(60, run => Bowl(run, 27));
        halved.Run(60, run => Bowl(run, 27));
        Assert.Equal(plain.Best!.Number, halved.Best!.Number);
        Assert.True(halved.Trials.Sum(t => t.Epochs) < plain.Trials.Sum(t => t.Epochs) / 2);
    }

    private static readonly Dictionary<string, string> Empty = [];
}
