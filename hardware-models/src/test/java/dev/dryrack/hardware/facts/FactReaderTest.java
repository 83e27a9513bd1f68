package dev.dryrack.hardware.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FactReaderTest {

  private final Problems problems = new Problems();

  private FactReader strict(String text) {
    return FactReader.strict(FactDocument.parse("f.yaml", text), problems);
  }

  @Test
  void typedValuesAreRead() {
    FactReader reader =
        strict(
            """
            name: H100
            layers: 1_000
            params: 1e9
            whole: 7168.0
            ratio: 0.5
            on: true
            memory: 178.35 GiB
            map: {a: 1}
            list: [{b: 2}, {b: 3}]
            words: [x, y]
            """);
    assertThat(reader.string("name")).isEqualTo("H100");
    assertThat(reader.integer("layers", 1, 10_000)).isEqualTo(1000);
    assertThat(reader.longInteger("params", 1, Long.MAX_VALUE)).isEqualTo(1_000_000_000L);
    assertThat(reader.integer("whole", 1, 10_000)).isEqualTo(7168);
    assertThat(reader.decimal("ratio", 0, 1)).isEqualTo(0.5);
    assertThat(reader.bool("on")).isTrue();
    assertThat(reader.wholeQuantity("memory", Dimension.BYTES)).isEqualTo(191_501_854_310L);
    FactReader map = reader.map("map");
    assertThat(map.integer("a", 0, 9)).isEqualTo(1);
    map.finish();
    List<FactReader> list = reader.listOfMaps("list");
    assertThat(list.get(1).integer("b", 0, 9)).isEqualTo(3);
    assertThat(reader.strings("words")).containsExactly("x", "y");
    reader.finish();
    assertThat(problems.messages()).isEmpty();
  }

  @Test
  void allProblemsOfAFileAreThrownAtOnceInTheOrderOfTheFile() {
    FactReader reader =
        strict("layrs: 3\nname: 12\non: yes\nratio: 2\nmemory: 80\nkind: stap\nlist: 3\n");
    reader.integer("layers", 1, 10);
    reader.oneOf("kind", List.of("step", "chunk"));
    reader.quantity("memory", Dimension.BYTES);
    reader.decimal("ratio", 0, 1);
    reader.bool("on");
    reader.string("name");
    reader.list("list");
    reader.finish();
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOfSatisfying(
            FactException.class,
            e ->
                assertThat(e.messages())
                    .containsExactly(
                        "f.yaml:1:1: the key 'layers' is missing; add it",
                        "f.yaml:1:1: layrs: unknown key 'layrs'; did you mean 'layers'? (known:"
                            + " layers, kind, memory, ratio, on, name, list)",
                        "f.yaml:2:7: name: '12' is a number where text is expected; put it in"
                            + " quotes if it is meant as text",
                        "f.yaml:3:5: on: 'yes' is text; write true or false",
                        "f.yaml:4:8: ratio: '2' is a number, out of range; write a number from 0.0"
                            + " to 1.0",
                        "f.yaml:5:9: memory: '80' has no unit; use one of B, kB, MB, GB, TB, PB,"
                            + " KiB, MiB, GiB, TiB, PiB, like '80 GiB'",
                        "f.yaml:6:7: kind: unknown value 'stap'; did you mean 'step'? (known:"
                            + " step, chunk)",
                        "f.yaml:7:7: list: '3' is a number; write a list"));
  }

  @Test
  void notANumberAndInfinityAreRefused() {
    FactReader reader = strict("a: .nan\nb: .inf\nc: 1e400\nd: NaN\n");
    reader.decimal("a", 0, 1e300);
    reader.decimal("b", 0, 1e300);
    reader.decimal("c", 0, Double.POSITIVE_INFINITY);
    reader.quantity("d", Dimension.COUNT);
    assertThat(problems.messages()).hasSize(4);
  }

  @Test
  void wholeNumbersOutOfRangeOrBrokenAreRefused() {
    FactReader reader = strict("a: 0\nb: 99999999999999999999\nc: 1.5\nd: '3'\ne: [1]\n");
    reader.integer("a", 1, 10);
    reader.longInteger("b", 0, Long.MAX_VALUE);
    reader.integer("c", 0, 10);
    reader.integer("d", 0, 10);
    reader.integer("e", 0, 10);
    assertThat(problems.messages())
        .hasSize(5)
        .first()
        .isEqualTo(
            "f.yaml:1:4: a: '0' is a number, out of range; write a whole number from 1 to" + " 10");
  }

  @Test
  void nullCountsAsAbsent() {
    FactReader reader = strict("a: null\nb:\nc: ~\n");
    assertThat(reader.integer("a", 0, 10, 7)).isEqualTo(7);
    assertThat(reader.string("b", "x")).isEqualTo("x");
    assertThat(reader.has("c")).isFalse();
    assertThat(problems.isEmpty()).isTrue();
    reader.integer("a", 0, 10);
    assertThat(problems.messages()).containsExactly("f.yaml:1:4: a: it has no value; write one");
  }

  @Test
  void aMissingMapIsOneProblemNotOnePerKeyInside() {
    FactReader reader = strict("a: 1\nb: text\n");
    reader.integer("a", 0, 1);
    reader.map("missing").string("x");
    FactReader notAMap = reader.map("b");
    notAMap.string("x");
    notAMap.finish();
    reader.finish();
    assertThat(problems.messages())
        .containsExactly(
            "f.yaml:1:1: the key 'missing' is missing; add it",
            "f.yaml:2:4: b: it is text; write a map of keys and values");
  }

  @Test
  void aLenientReaderIgnoresUnknownKeysHereAndBelow() {
    FactReader reader =
        FactReader.lenient(FactDocument.parse("c.json", "{\"a\": {\"b\": 1}, \"z\": 2}"), problems);
    reader.map("a").finish();
    reader.finish();
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void zeroIsRefusedWhereMoreIsNeeded() {
    FactReader reader = strict("a: 0 GB/s\nb: 1 GB/s\n");
    reader.positiveQuantity("a", Dimension.BYTES_PER_SECOND);
    assertThat(reader.positiveQuantity("b", Dimension.BYTES_PER_SECOND)).isEqualTo(1e9);
    assertThat(problems.messages())
        .containsExactly("f.yaml:1:4: a: it is 0; write more than 0, like '900 GB/s'");
  }
}
