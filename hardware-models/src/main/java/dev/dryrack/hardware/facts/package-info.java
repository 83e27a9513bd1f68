/**
 * Reading files of facts (YAML, and JSON as a part of YAML 1.2) so that every value knows its place
 * and every mistake is told at once.
 *
 * <p>Start with {@link dev.dryrack.hardware.facts.FactDocument}, which turns a text into {@link
 * dev.dryrack.hardware.facts.FactNode}s; {@link dev.dryrack.hardware.facts.FactReader} takes typed
 * values out of one map and notes in {@link dev.dryrack.hardware.facts.Problems} what it cannot
 * take; {@link dev.dryrack.hardware.facts.Dimension} knows units. A reader's values may be used
 * only after {@code Problems.throwIfAny()}: until then a refused value is a placeholder.
 */
@NullMarked
package dev.dryrack.hardware.facts;

import org.jspecify.annotations.NullMarked;
