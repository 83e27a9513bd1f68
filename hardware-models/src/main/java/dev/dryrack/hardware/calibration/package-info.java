/**
 * Fits the constants of kernel formulas to tables of measured kernels.
 *
 * <p>{@link dev.dryrack.hardware.calibration.KernelTable} reads a table, {@link
 * dev.dryrack.hardware.calibration.KernelFamily} is one kind of kernel with its constants, {@link
 * dev.dryrack.hardware.calibration.CurveFit} finds those that explain the measurements best, and
 * {@link dev.dryrack.hardware.calibration.KernelCalibrator} puts them together. The formulas are
 * those of {@link dev.dryrack.hardware.kernel}, so what is fitted is what predicts.
 */
@NullMarked
package dev.dryrack.hardware.calibration;

import org.jspecify.annotations.NullMarked;
