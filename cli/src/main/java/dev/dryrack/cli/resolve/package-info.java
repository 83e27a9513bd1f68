/**
 * From the words of a scenario to the library's types: models, systems, limits and loads. A word
 * that means nothing is refused here, with the place where it was written.
 *
 * <p>Start with {@link dev.dryrack.cli.resolve.Resolver}.
 */
@NullMarked
package dev.dryrack.cli.resolve;

import org.jspecify.annotations.NullMarked;
