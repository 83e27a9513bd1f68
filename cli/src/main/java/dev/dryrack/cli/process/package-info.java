/** The process around a command: its streams, environment, exit codes, failures and signals. */
@NullMarked
package dev.dryrack.cli.process;

import org.jspecify.annotations.NullMarked;
