@NullMarked
package dev.dryrack.hardware.collective;

import org.jspecify.annotations.NullMarked;
