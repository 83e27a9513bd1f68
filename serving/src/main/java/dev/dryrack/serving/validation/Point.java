package dev.dryrack.serving.validation;

/**
 * One measured figure.
 *
 * @param id its name in the table
 * @param place file and line
 * @param source who published it
 * @param labels what it is of
 * @param configuration system, model, engine with version, precision and plan: what the split
 *     between fitted and held out goes by
 * @param load what was asked of it, such as lengths and clients: configurations under the same load
 *     can be ordered; empty if that makes no sense
 * @param metric such as {@code tpot}
 * @param unit such as {@code ms}
 * @param measured the figure, above 0
 * @param fitted whether constants of the model were fitted with it in view
 */
public record Point(
    String id,
    String place,
    String source,
    Labels labels,
    String configuration,
    String load,
    String metric,
    String unit,
    double measured,
    boolean fitted) {}
