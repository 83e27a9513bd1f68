/** What the library answers, as reports for people and programs. Nothing is computed here. */
@NullMarked
package dev.dryrack.cli.view;

import org.jspecify.annotations.NullMarked;
