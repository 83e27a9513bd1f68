package dev.dryrack.workload.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DecimalsTest {

  private final Decimals decimals = new Decimals();

  private boolean parse(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return decimals.parse(bytes, 0, bytes.length);
  }

  @Test
  void whatIsNotANumberIsRefused() {
    for (String text :
        new String[] {"", "-", ".", "1e", "1e+", "0x10", "NaN", "1.2.3", "1 2", "inf"}) {
      assertThat(parse(text)).as("'%s'", text).isFalse();
    }
  }

  @Test
  void wholeNumbersMayCarryAnEmptyFraction() {
    assertThat(parse("374.000")).isTrue();
    assertThat(decimals.isWhole()).isTrue();
    assertThat(decimals.wholeValue()).isEqualTo(374);
    assertThat(parse("3.5")).isTrue();
    assertThat(decimals.isWhole()).isFalse();
    assertThat(parse("1e3")).isTrue();
    assertThat(decimals.wholeValue()).isEqualTo(1000);
    assertThat(parse("99999999999999999999")).isTrue();
    assertThat(decimals.isHuge()).isTrue();
  }

  @Test
  void timesEqualThoseOfArbitraryPrecision() {
    long seed = 20261124;
    Random random = new Random(seed);
    int[] units = {0, -3, -6, -9};
    for (int i = 0; i < 20_000; i++) {
      String text = randomNumber(random);
      int unit = units[random.nextInt(units.length)];
      assertThat(parse(text)).as(text).isTrue();
      assertThat(decimals.toTime(unit)).as(text).isTrue();
      BigInteger expected =
          new BigDecimal(text)
              .scaleByPowerOfTen(unit + 12)
              .setScale(0, RoundingMode.HALF_UP)
              .toBigInteger();
      BigInteger actual =
          BigInteger.valueOf(decimals.seconds())
              .multiply(BigInteger.valueOf(Decimals.PICOS_PER_SECOND))
              .add(BigInteger.valueOf(decimals.picos()));
      assertThat(actual).as("seed %d: %s of 1e%d s", seed, text, unit).isEqualTo(expected);
    }
  }

  private static String randomNumber(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
    int whole = 1 + random.nextInt(9);
    for (int i = 0; i < whole; i++) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    int fraction = random.nextInt(10);
    if (fraction > 0) {
      text.append('.');
      for (int i = 0; i < fraction; i++) {
        text.append((char) ('0' + random.nextInt(10)));
      }
    }
    if (random.nextInt(4) == 0) {
      text.append('e').append(random.nextInt(13) - 9);
    }
    return text.toString();
  }
}
