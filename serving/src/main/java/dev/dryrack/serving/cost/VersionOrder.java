package dev.dryrack.serving.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The order of software versions as Python packages have them: numbers by value, {@code rc} before
 * the release it leads to, {@code post} after it.
 */
final class VersionOrder {

  private static final int RELEASE_CANDIDATE = -1;
  private static final int POST = 1;

  private VersionOrder() {}

  static int compare(String a, String b) {
    List<Integer> left = parts(a);
    List<Integer> right = parts(b);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      int x = i < left.size() ? left.get(i) : 0;
      int y = i < right.size() ? right.get(i) : 0;
      if (x != y) {
        return Integer.compare(x, y);
      }
    }
    return 0;
  }

  /** Three numbers of the release, then words as signs and their numbers. */
  private static List<Integer> parts(String version) {
    List<Integer> parts = new ArrayList<>();
    int at = 0;
    while (at < version.length()) {
      int from = at;
      boolean digits = Character.isDigit(version.charAt(at));
      while (at < version.length() && Character.isDigit(version.charAt(at)) == digits) {
        at++;
      }
      String piece = version.substring(from, at);
      if (digits) {
        parts.add(Integer.parseInt(piece.length() > 9 ? piece.substring(0, 9) : piece));
      } else if (piece.contains("rc") || piece.contains("dev") || piece.contains("pre")) {
        pad(parts);
        parts.add(RELEASE_CANDIDATE);
      } else if (piece.contains("post")) {
        pad(parts);
        parts.add(POST);
      }
    }
    return parts;
  }

  private static void pad(List<Integer> parts) {
    while (parts.size() < 3) {
      parts.add(0);
    }
  }
}
