package dev.dryrack.hardware.facts;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that a mistyped one was most likely meant to be. */
public final class Suggestion {

  private static final int MAX_LENGTH = 100;

  private Suggestion() {}

  /**
   * The candidate with the smallest edit distance (insertion, deletion, substitution, swap of
   * neighbours; case, {@code -} and {@code _} do not count), if at most a third of the letters
   * differ; of several, the one that differs least but for doubled letters, then the first. Without
   * one, the shortest candidate that begins with the word.
   */
  public static Optional<String> closest(String word, Collection<String> candidates) {
    String wanted = plain(word);
    if (wanted.isEmpty() || wanted.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String best = null;
    String longer = null;
    int bestDistance = Integer.MAX_VALUE;
    int bestSingle = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      String known = plain(candidate);
      int limit = Math.max(1, Math.max(wanted.length(), known.length()) / 3);
      int distance = distance(wanted, known);
      if (distance <= Math.min(limit, bestDistance)) {
        int single = distance(single(wanted), single(known));
        if (distance < bestDistance || single < bestSingle) {
          best = candidate;
          bestDistance = distance;
          bestSingle = single;
        }
      }
      boolean begins = wanted.length() > 1 && known.startsWith(wanted);
      if (begins && (longer == null || known.length() < longer.length())) {
        longer = candidate;
      }
    }
    return Optional.ofNullable(best != null ? best : longer);
  }

  /**
   * The remedy for an unknown word: {@code did you mean 'x'?} if one is close, and the list of all
   * known words.
   */
  public static String remedy(String word, Collection<String> candidates) {
    if (candidates.isEmpty()) {
      return "none is known here";
    }
    String list = "known: " + String.join(", ", candidates);
    return closest(word, candidates)
        .map(best -> "did you mean '" + best + "'? (" + list + ")")
        .orElse(list);
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Each run of a letter as one: a stuttering key is the likeliest slip. */
  private static String single(String text) {
    return text.replaceAll("(.)\\1+", "$1");
  }

  /** Optimal string alignment distance, O(|a|·|b|) time, three rows of space. */
  static int distance(String a, String b) {
    int[] beforePrevious = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(substitution, Math.min(previous[j], current[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, beforePrevious[j - 2] + 1);
        }
        current[j] = best;
      }
      int[] spare = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = spare;
    }
    return previous[b.length()];
  }
}
