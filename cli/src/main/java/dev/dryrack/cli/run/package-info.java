/** What a simulation needs around it: its requests, its account of time, its files. */
@NullMarked
package dev.dryrack.cli.run;

import org.jspecify.annotations.NullMarked;
