package dev.dryrack.workload.profile;

import dev.dryrack.sim.random.Gamma;
import dev.dryrack.sim.random.RandomStream;
import dev.dryrack.sim.random.RandomStreams;
import dev.dryrack.sim.random.Weibull;
import dev.dryrack.workload.synthetic.ArrivalProcess;
import dev.dryrack.workload.synthetic.ArrivalProcess.Gaps;
import dev.dryrack.workload.synthetic.ClientMix;
import dev.dryrack.workload.synthetic.QuantileTable;
import dev.dryrack.workload.synthetic.RateCurve;
import dev.dryrack.workload.synthetic.SyntheticLoad;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A client pool of ServeGen, one day of windows of 600 s with rates and gap distributions, and of 6
 * hours with histograms of lengths; what it makes of it is derived here a second time, in plain
 * form, for the tests.
 */
final class ServeGenPool {

  static final double WINDOW = 600;
  private static final int OWN = 24;
  private static final int WINDOWS_A_HISTOGRAM = 36;
  private static final int OBSERVATIONS = 20_000;
  private static final Pattern ENTRY = Pattern.compile("(\\d+): ([0-9.eE+-]+)");
  private static final Pattern PART =
      Pattern.compile("\"(\\d+)\": \\{|\"(input_tokens|output_tokens)\": \"\\{([^}]*)\\}\"");

  private final List<Client> clients = new ArrayList<>();

  /** One client of the pool. */
  static final class Client {
    final List<double[]> windows = new ArrayList<>();
    final List<String> families = new ArrayList<>();

    /** By window of 6 hours: values, and their cumulative probabilities. */
    final TreeMap<Integer, double[][]> inputs = new TreeMap<>();

    final TreeMap<Integer, double[][]> outputs = new TreeMap<>();

    double requests() {
      return windows.stream().mapToDouble(window -> window[0] * WINDOW).sum();
    }

    private static double[][] lengths(Map<Integer, double[][]> of, int window) {
      double[][] own = of.get(window / WINDOWS_A_HISTOGRAM);
      return own == null ? of.values().iterator().next() : own;
    }

    /**
     * Squared coefficient of variation of the gaps in the median window, windows weighted by rate:
     * the mean would be that of a few windows that hold next to no requests beside a burst.
     */
    double variation() {
      List<double[]> byVariation = new ArrayList<>(windows);
      byVariation.sort((one, other) -> Double.compare(one[1], other[1]));
      double left = requests() / WINDOW / 2;
      for (double[] window : byVariation) {
        left -= window[0];
        if (left <= 0) {
          return window[1] * window[1];
        }
      }
      throw new IllegalStateException("no window has any requests");
    }
  }

  static ServeGenPool read(Path tarGz) throws IOException {
    TreeMap<Integer, Client> byNumber = new TreeMap<>();
    Pattern name = Pattern.compile(".*chunk-(\\d+)-(trace\\.csv|dataset\\.json)");
    try (InputStream in =
        new BufferedInputStream(new GZIPInputStream(Files.newInputStream(tarGz)))) {
      byte[] header = in.readNBytes(512);
      while (header.length == 512 && header[0] != 0) {
        String file = new String(header, 0, 100, StandardCharsets.US_ASCII).replace("\0", "");
        String octal = new String(header, 124, 11, StandardCharsets.US_ASCII).strip();
        int size = Integer.parseInt(octal, 8);
        String text = new String(in.readNBytes(size), StandardCharsets.UTF_8);
        in.readNBytes((512 - size % 512) % 512);
        Matcher matcher = name.matcher(file);
        if (matcher.matches()) {
          int number = Integer.parseInt(matcher.group(1));
          Client client = byNumber.computeIfAbsent(number, any -> new Client());
          if (file.endsWith("csv")) {
            readWindows(text, client);
          } else {
            readLengths(text, client);
          }
        }
        header = in.readNBytes(512);
      }
    }
    ServeGenPool pool = new ServeGenPool();
    byNumber.values().stream().filter(client -> client.requests() > 0).forEach(pool.clients::add);
    pool.clients.sort((one, other) -> Double.compare(other.requests(), one.requests()));
    return pool;
  }

  private static void readWindows(String text, Client client) {
    text.lines()
        .filter(line -> !line.isBlank())
        .forEach(
            line -> {
              String[] fields = line.split(",", -1);
              client.families.add(fields[3]);
              client.windows.add(
                  new double[] {
                    Double.parseDouble(fields[1]),
                    Double.parseDouble(fields[2]),
                    Double.parseDouble(fields[4])
                  });
            });
  }

  private static void readLengths(String text, Client client) {
    Matcher part = PART.matcher(text);
    int window = 0;
    while (part.find()) {
      if (part.group(1) != null) {
        window = Integer.parseInt(part.group(1)) / 21_600;
      } else if (!part.group(3).isBlank()) {
        (part.group(2).startsWith("in") ? client.inputs : client.outputs)
            .put(window, histogram(part.group(3)));
      }
    }
  }

  private static double[][] histogram(String text) {
    TreeMap<Integer, Double> weights = new TreeMap<>();
    Matcher entry = ENTRY.matcher(text);
    while (entry.find()) {
      weights.put(Integer.parseInt(entry.group(1)), Double.parseDouble(entry.group(2)));
    }
    return cumulative(weights);
  }

  private static double[][] cumulative(Map<Integer, Double> weights) {
    double[] values = new double[weights.size()];
    double[] sums = new double[weights.size()];
    double sum = 0;
    int i = 0;
    for (var weight : weights.entrySet()) {
      sum += weight.getValue();
      values[i] = weight.getKey();
      sums[i++] = sum;
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] /= sum;
    }
    return new double[][] {values, sums};
  }

  private static double at(double[][] histogram, double fraction) {
    int found = Arrays.binarySearch(histogram[1], fraction);
    int index = found >= 0 ? found : -found - 1;
    return histogram[0][Math.min(index, histogram[0].length - 1)];
  }

  List<Client> clients() {
    return clients;
  }

  LoadProfile profile(String name, String source) {
    List<SyntheticLoad> loads = new ArrayList<>();
    for (Client client : clients.subList(0, OWN)) {
      loads.add(load(List.of(client)));
    }
    loads.add(load(clients.subList(OWN, clients.size())));
    return new LoadProfile(name, source, new ClientMix(loads));
  }

  /** The load of one or of several clients taken together. */
  private static SyntheticLoad load(List<Client> together) {
    int windows = together.get(0).windows.size();
    double[] rates = new double[windows];
    double sum = 0;
    double variation = 0;
    for (Client client : together) {
      for (int i = 0; i < windows; i++) {
        rates[i] += client.windows.get(i)[0];
      }
      sum += client.requests();
      variation += client.requests() * client.variation();
    }
    return new SyntheticLoad(
        new ArrivalProcess(
            sum / (windows * WINDOW),
            Gaps.GAMMA,
            sum / variation,
            RateCurve.steps(WINDOW, rates),
            List.of()),
        table(together, true),
        table(together, false),
        0,
        null);
  }

  private static QuantileTable table(List<Client> together, boolean input) {
    TreeMap<Integer, Double> weights = new TreeMap<>();
    for (Client client : together) {
      for (int i = 0; i < client.windows.size(); i++) {
        double rate = client.windows.get(i)[0];
        if (rate > 0) {
          double[][] lengths = Client.lengths(input ? client.inputs : client.outputs, i);
          double before = 0;
          for (int k = 0; k < lengths[0].length; k++) {
            weights.merge((int) lengths[0][k], rate * (lengths[1][k] - before), Double::sum);
            before = lengths[1][k];
          }
        }
      }
    }
    double[][] mixed = cumulative(weights);
    double[] observations = new double[OBSERVATIONS];
    for (int i = 0; i < OBSERVATIONS; i++) {
      observations[i] = at(mixed, (i + 0.5) / OBSERVATIONS);
    }
    return QuantileTable.of(observations);
  }

  /**
   * What ServeGen makes of the pool: in each window of each client as many requests as its rate
   * says, gaps drawn from the window's distribution and scaled to fill the window. Rows of arrival
   * in picoseconds, input and output tokens, by time.
   */
  long[][] day(RandomStreams streams) {
    List<long[]> rows = new ArrayList<>();
    double owed = 0;
    for (int number = 0; number < clients.size(); number++) {
      Client client = clients.get(number);
      RandomStream stream = streams.stream("pool/" + number);
      for (int i = 0; i < client.windows.size(); i++) {
        double[] window = client.windows.get(i);
        owed += window[0] * WINDOW;
        int count = (int) Math.round(owed);
        owed -= count;
        if (count > 0) {
          addWindow(client, i, count, stream, rows);
        }
      }
    }
    rows.sort((one, other) -> Long.compare(one[0], other[0]));
    return rows.toArray(new long[0][]);
  }

  private static void addWindow(
      Client client, int window, int count, RandomStream stream, List<long[]> rows) {
    double shape = client.windows.get(window)[2];
    boolean weibull = client.families.get(window).equals("Weibull");
    Gamma gamma = new Gamma(stream, shape, 1);
    Weibull other = new Weibull(stream, shape, 1);
    double[] ends = new double[count + 1];
    double sum = 0;
    for (int i = 0; i <= count; i++) {
      sum += weibull ? other.next() : gamma.next();
      ends[i] = sum;
    }
    for (int i = 0; i < count; i++) {
      rows.add(
          new long[] {
            (long) ((window + ends[i] / sum) * WINDOW * 1e12),
            (long) at(Client.lengths(client.inputs, window), stream.nextDouble()),
            (long) at(Client.lengths(client.outputs, window), stream.nextDouble())
          });
    }
  }
}
