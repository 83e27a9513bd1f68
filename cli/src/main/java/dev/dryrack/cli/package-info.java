/** The command line: the only package that parses arguments, prints or exits. */
@NullMarked
package dev.dryrack.cli;

import org.jspecify.annotations.NullMarked;
