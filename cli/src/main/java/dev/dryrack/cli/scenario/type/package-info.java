/**
 * The kinds of values that keys of a scenario have: how each is written, checked, published in the
 * JSON Schema and printed. Start with {@link dev.dryrack.cli.scenario.type.KeyType}.
 */
@NullMarked
package dev.dryrack.cli.scenario.type;

import org.jspecify.annotations.NullMarked;
