/** What each rank holds, part by part, against the memory of its GPU. */
@NullMarked
package dev.dryrack.serving.memory;

import org.jspecify.annotations.NullMarked;
