@NullMarked
package dev.dryrack.hardware.calibration;

import org.jspecify.annotations.NullMarked;
