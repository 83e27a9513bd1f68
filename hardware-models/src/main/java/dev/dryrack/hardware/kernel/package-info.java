/**
 * How long kernels take on a GPU: matrix multiplications, grouped ones, attention, small
 * memory-bound kernels, as functions of bytes, FLOPs and shapes.
 *
 * <p>Start with {@link dev.dryrack.hardware.kernel.GpuKernels}. Its constants are fitted to
 * measured tables and kept in {@code kernel-fits.yaml} with source, number of points, error and
 * validity; GPUs without tables borrow those of the nearest measured one and say so.
 */
@NullMarked
package dev.dryrack.hardware.kernel;

import org.jspecify.annotations.NullMarked;
