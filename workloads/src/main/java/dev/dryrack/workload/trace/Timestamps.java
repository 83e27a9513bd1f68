package dev.dryrack.workload.trace;

/**
 * Exact parsing of timestamps {@code yyyy-MM-dd HH:mm:ss[.fraction][zone]} without allocation. The
 * separator may be a space or {@code T}; the zone {@code Z}, {@code +hh:mm} or {@code -hh:mm};
 * without one the time counts as UTC. Not thread-safe: one instance holds the last result.
 */
final class Timestamps {

  private long seconds;
  private long picos;

  /** Reads a timestamp; false if the bytes are not one or name no existing day or time. */
  boolean parse(byte[] text, int start, int end) {
    if (end - start < 19
        || text[start + 4] != '-'
        || text[start + 7] != '-'
        || (text[start + 10] != ' ' && text[start + 10] != 'T')
        || text[start + 13] != ':'
        || text[start + 16] != ':') {
      return false;
    }
    int century = twoDigits(text, start);
    int yearOfCentury = twoDigits(text, start + 2);
    int month = twoDigits(text, start + 5);
    int day = twoDigits(text, start + 8);
    int hour = twoDigits(text, start + 11);
    int minute = twoDigits(text, start + 14);
    int second = twoDigits(text, start + 17);
    if ((century | yearOfCentury | month | day | hour | minute | second) < 0) {
      return false;
    }
    int year = century * 100 + yearOfCentury;
    if (month < 1
        || month > 12
        || day < 1
        || day > daysOfMonth(year, month)
        || hour > 23
        || minute > 59
        || second > 59) {
      return false;
    }
    seconds = daysFromEpoch(year, month, day) * 86_400L + hour * 3_600L + minute * 60L + second;
    return parseRest(text, start + 19, end);
  }

  private boolean parseRest(byte[] text, int start, int end) {
    int at = start;
    picos = 0;
    if (at < end && text[at] == '.') {
      long unit = Decimals.PICOS_PER_SECOND / 10;
      int first = ++at;
      while (at < end && text[at] >= '0' && text[at] <= '9') {
        picos += (text[at++] - '0') * unit;
        unit /= 10;
      }
      if (at == first) {
        return false;
      }
    }
    if (at == end || (end - at == 1 && text[at] == 'Z')) {
      return true;
    }
    if (end - at != 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
      return false;
    }
    int hours = twoDigits(text, at + 1);
    int minutes = twoDigits(text, at + 4);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return false;
    }
    int east = hours * 3_600 + minutes * 60;
    seconds -= text[at] == '+' ? east : -east;
    return true;
  }

  private static int twoDigits(byte[] text, int at) {
    int tens = text[at] - '0';
    int ones = text[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  private static int daysOfMonth(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  /** Days since 1970-01-01 of the proleptic Gregorian calendar, counting years from March. */
  private static long daysFromEpoch(int year, int month, int day) {
    long marchYear = month > 2 ? year : year - 1;
    long era = Math.floorDiv(marchYear, 400);
    long yearOfEra = marchYear - era * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097 + dayOfEra - 719_468;
  }

  /** Seconds since 1970-01-01 UTC, rounded down. */
  long seconds() {
    return seconds;
  }

  /** Picoseconds within the second. */
  long picos() {
    return picos;
  }
}
