package dev.dryrack.serving.cost;

import dev.dryrack.hardware.kernel.KernelTime;

/**
 * Decode attention of one layer: a constant per sequence and a constant per token of context read.
 *
 * @param perSequence time that each decoding sequence adds
 * @param perContextToken time that each token of context adds
 * @param windowTokens most context read of one sequence; 0 for all
 */
record DecodeTerm(KernelTime perSequence, KernelTime perContextToken, int windowTokens) {}
