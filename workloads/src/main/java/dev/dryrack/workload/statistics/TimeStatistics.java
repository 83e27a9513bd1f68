package dev.dryrack.workload.statistics;

import java.util.List;

/**
 * How a trace stamps its requests: what tells a recording in ticks, a gap in a log or rows that
 * were written twice from a load.
 *
 * @param distinctTimes arrival times that differ
 * @param mostAtOnce most requests of one arrival time
 * @param unitSeconds largest unit of which all arrival times are multiples; 0 if all are 0
 * @param perTenMinutes requests of each 10 minutes from the first arrival, the last ones cut short
 * @param largestGaps times without an arrival, the longest first, at most 8
 * @param gapsAboveFiveSeconds how many there are of more than 5 s
 * @param commonGaps gaps above 0 with how often they occur, the most frequent first, at most 8;
 *     empty where more than 4,096 different ones occur
 * @param identicalRequests requests of the same time, lengths and prefix as one before
 * @param equalLengthsInARow requests of the same lengths as the one right before
 */
public record TimeStatistics(
    long distinctTimes,
    long mostAtOnce,
    double unitSeconds,
    List<Long> perTenMinutes,
    List<Gap> largestGaps,
    long gapsAboveFiveSeconds,
    List<CommonGap> commonGaps,
    long identicalRequests,
    long equalLengthsInARow) {

  /** A time without an arrival, from its start. */
  public record Gap(double startSeconds, double seconds) {}

  /** A gap and how often it occurs. */
  public record CommonGap(double seconds, long times) {}

  public TimeStatistics {
    perTenMinutes = List.copyOf(perTenMinutes);
    largestGaps = List.copyOf(largestGaps);
    commonGaps = List.copyOf(commonGaps);
  }
}
