@NullMarked
package dev.dryrack.hardware.facts;

import org.jspecify.annotations.NullMarked;
