@NullMarked
package dev.dryrack.serving.cost;

import org.jspecify.annotations.NullMarked;
