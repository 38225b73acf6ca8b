using System.Diagnostics.CodeAnalysis;
using Backprop.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Backprop.DependencyInjection;

/// <summary>Predictors as services.</summary>
public static class PredictorServices
{
    private const DynamicallyAccessedMemberTypes Properties = DynamicallyAccessedMemberTypes.PublicProperties;
    private const DynamicallyAccessedMemberTypes Made = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    /// <summary>
    /// Adds one <see cref="Predictor{TIn, TOut}"/> for all who ask. The file is read and checked here, so an application whose
    /// model is missing, damaged, or does not fit its types does not start.
    /// </summary>
    /// <typeparam name="TIn">The rows' type.</typeparam>
    /// <typeparam name="TOut">The answers' type.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="columns">Adds to, or replaces, the columns found among the properties.</param>
    /// <param name="answer">Makes the answer; null: by <typeparamref name="TOut"/>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="FileException">The file cannot be read, is damaged, or was written by a newer version.</exception>
    /// <exception cref="Backprop.Numerics.SettingsException">A column is missing or holds other values, or the answer does not fit the task; all of it is named.</exception>
    public static IServiceCollection AddBackpropPredictor<[DynamicallyAccessedMembers(Properties)] TIn, [DynamicallyAccessedMembers(Made)] TOut>(
        this IServiceCollection services, string path, Action<ObjectColumns<TIn>>? columns = null, Func<RowPrediction, TOut>? answer = null) =>
        services.AddSingleton(Predictor<TIn, TOut>.Load(path, columns, answer));

    /// <summary>
    /// The same under a key, for several models of the same types: <c>[FromKeyedServices("north")] Predictor&lt;House, float&gt;</c>.
    /// </summary>
    /// <typeparam name="TIn">The rows' type.</typeparam>
    /// <typeparam name="TOut">The answers' type.</typeparam>
    /// <param name="services">The application's services.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The model's file.</param>
    /// <param name="columns">Adds to, or replaces, the columns found among the properties.</param>
    /// <param name="answer">Makes the answer; null: by <typeparamref name="TOut"/>.</param>
    /// <returns>The services.</returns>
    /// <exception cref="FileException">The file cannot be read, is damaged, or was written by a newer version.</exception>
    /// <exception cref="Backprop.Numerics.SettingsException">A column is missing or holds other values, or the answer does not fit the task; all of it is named.</exception>
    public static IServiceCollection AddKeyedBackpropPredictor<[DynamicallyAccessedMembers(Properties)] TIn, [DynamicallyAccessedMembers(Made)] TOut>(
        this IServiceCollection services, object key, string path, Action<ObjectColumns<TIn>>? columns = null, Func<RowPrediction, TOut>? answer = null) =>
        services.AddKeyedSingleton(key, Predictor<TIn, TOut>.Load(path, columns, answer));
}
