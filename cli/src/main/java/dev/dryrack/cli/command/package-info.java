/**
 * The commands. Each is the same three steps: read what is asked, call the library, render its
 * answer.
 *
 * <p>Start with {@link dev.dryrack.cli.command.CommandTree}.
 */
@NullMarked
package dev.dryrack.cli.command;

import org.jspecify.annotations.NullMarked;
