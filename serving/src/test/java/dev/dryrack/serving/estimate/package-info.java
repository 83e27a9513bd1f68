@NullMarked
package dev.dryrack.serving.estimate;

import org.jspecify.annotations.NullMarked;
