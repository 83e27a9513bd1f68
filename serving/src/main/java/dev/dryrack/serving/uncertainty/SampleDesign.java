package dev.dryrack.serving.uncertainty;

import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import java.util.List;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/**
 * Points that fill the unit cube of several inputs evenly: row by input, column by sample, each in
 * (0, 1).
 *
 * <p>Both designs are random as a whole, so that means are unbiased, and the same for the same seed
 * on every machine. The numbers of an input come from a stream of its own name: another input
 * beside it changes none in a Latin hypercube.
 *
 * <p>Sources: M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21(2), 1979 (Latin
 * hypercube); I. M. Sobol, 1967, with the direction numbers of S. Joe and F. Y. Kuo, 2008, as in
 * Commons Math, shifted modulo 1 (R. Cranley, T. N. L. Patterson, 1976).
 */
public final class SampleDesign {

  /** Ways to spread points. */
  public enum Kind {
    /** Each input has one point in each of as many equal slices as there are samples. */
    LATIN_HYPERCUBE("latin-hypercube"),
    /** A low-discrepancy sequence; best with a power of two of samples. */
    SOBOL("sobol");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    /** The name in files and flags. */
    public String id() {
      return id;
    }

    /** The kind of a name. */
    public static Kind of(String id) {
      return id.equals(SOBOL.id) ? SOBOL : LATIN_HYPERCUBE;
    }
  }

  private static final double LEAST = 0x1p-53;

  private final double[][] points;

  private SampleDesign(double[][] points) {
    this.points = points;
  }

  /** A design of so many samples over the inputs of these names. */
  public static SampleDesign of(Kind kind, List<String> inputs, int samples, long seed) {
    RandomStreams streams = new RandomStreams(seed, 0);
    double[][] points = new double[inputs.size()][samples];
    if (kind == Kind.SOBOL && !inputs.isEmpty()) {
      sobol(points, inputs, streams);
    } else {
      for (int i = 0; i < points.length; i++) {
        slices(points[i], streams.stream("sample/" + inputs.get(i)));
      }
    }
    return new SampleDesign(points);
  }

  private static void slices(double[] row, RandomStream random) {
    for (int i = 0; i < row.length; i++) {
      row[i] = (i + random.nextDouble()) / row.length;
    }
    for (int i = row.length - 1; i > 0; i--) {
      int other = (int) random.nextLong(i + 1L);
      double moved = row[i];
      row[i] = row[other];
      row[other] = moved;
    }
  }

  private static void sobol(double[][] points, List<String> inputs, RandomStreams streams) {
    double[] shift = new double[points.length];
    for (int i = 0; i < shift.length; i++) {
      shift[i] = streams.stream("shift/" + inputs.get(i)).nextDouble();
    }
    SobolSequenceGenerator sequence = new SobolSequenceGenerator(points.length);
    for (int sample = 0; sample < points[0].length; sample++) {
      double[] point = sequence.nextVector();
      for (int i = 0; i < point.length; i++) {
        double moved = point[i] + shift[i];
        points[i][sample] = Math.max(LEAST, moved >= 1 ? moved - 1 : moved);
      }
    }
  }

  /** The points of one input, sample by sample; not to be changed. */
  public double[] row(int input) {
    return points[input];
  }

  /** How many samples there are; 0 without inputs. */
  public int samples() {
    return points.length == 0 ? 0 : points[0].length;
  }
}
