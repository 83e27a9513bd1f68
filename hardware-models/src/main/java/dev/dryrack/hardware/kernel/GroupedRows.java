package dev.dryrack.hardware.kernel;

/**
 * The work of one grouped multiplication: rows spread over groups that have weights of their own.
 *
 * @param groups groups with at least one row; may be a fraction, as an expectation
 * @param rows rows of all groups together
 * @param presented tokens that the kernel is given to sort, of which only some have rows here
 * @param hidden width of a row
 * @param inner inner width of the part of a group's weights that this GPU holds
 * @param matrices matrices per group: 3 if gated
 * @param exchanged whether an all-to-all has already brought rows to their groups
 */
public record GroupedRows(
    double groups,
    double rows,
    double presented,
    double hidden,
    double inner,
    int matrices,
    boolean exchanged) {}
