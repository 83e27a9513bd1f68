@NullMarked
package dev.dryrack.hardware.kernel;

import org.jspecify.annotations.NullMarked;
