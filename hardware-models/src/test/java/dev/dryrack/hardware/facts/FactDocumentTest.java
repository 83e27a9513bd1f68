package dev.dryrack.hardware.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactDocumentTest {

  private static FactMap map(String text) {
    return (FactMap) FactDocument.parse("f.yaml", text);
  }

  private static FactNode value(FactMap map, String key) {
    return Objects.requireNonNull(map.entries().get(key), key).value();
  }

  private static List<String> messages(String text) {
    FactException thrown =
        catchThrowableOfType(FactException.class, () -> FactDocument.parse("f.yaml", text));
    assertThat(thrown).isNotNull();
    return thrown.messages();
  }

  @Test
  void aReaderThatGoesOnGetsTheFirstValueOfAKeyThatIsSetTwice() {
    Problems problems = new Problems();
    FactMap map = (FactMap) FactDocument.parse("f.yaml", "a: 1\na: 2\nb: 3\n", problems);
    assertThat(problems.messages())
        .containsExactly(
            "f.yaml:2:1: a: the key is already set at line 1, column 1; remove one of the two");
    assertThat(map.entries()).containsOnlyKeys("a", "b");
    FactMap.Entry first = map.entries().get("a");
    assertThat(first == null ? null : first.value())
        .isInstanceOfSatisfying(FactScalar.class, one -> assertThat(one.text()).isEqualTo("1"));
  }

  @Test
  void everyValueKnowsItsPlaceAndPath() {
    FactMap top = map("# facts\ngpus:\n  h100-sxm: {memory: 81559 MiB}\n  'a.b': [1, 2]\n");
    FactMap gpus = (FactMap) value(top, "gpus");
    FactNode memory = value((FactMap) value(gpus, "h100-sxm"), "memory");
    assertThat(memory.location()).isEqualTo("f.yaml:3:22");
    assertThat(memory.path()).isEqualTo("gpus.h100-sxm.memory");
    FactNode second = ((FactList) value(gpus, "a.b")).items().get(1);
    assertThat(second.location()).isEqualTo("f.yaml:4:14");
    assertThat(second.path()).isEqualTo("gpus[\"a.b\"][1]");
    assertThat(gpus.entries().keySet()).containsExactly("h100-sxm", "a.b");
  }

  @Test
  void jsonIsReadByTheSameReader() {
    FactMap top =
        map(
            "{\"architectures\":[\"X\"],\"big\":7970000000000,\"eps\":1e-06,\n"
                + "\t\"rope\":{\"factor\":40.0,\"on\":true},\"none\":null,\"url\":\"a: b # c\","
                + "\"esc\":\"\\u00e9\\n\\/\"}");
    assertThat(value(top, "big").kind()).isEqualTo("a number");
    assertThat(value(top, "eps").kind()).isEqualTo("a number");
    assertThat(((FactScalar) value(top, "none")).isNull()).isTrue();
    assertThat(((FactScalar) value(top, "url")).text()).isEqualTo("a: b # c");
    assertThat(((FactScalar) value(top, "esc")).text()).isEqualTo("\u00e9\n/");
    assertThat(value((FactMap) value(top, "rope"), "on").kind()).isEqualTo("true or false");
    assertThat(value((FactMap) value(top, "rope"), "on").location()).isEqualTo("f.yaml:2:29");
  }

  @Test
  void jsonIndentedWithTabsIsRead() {
    FactMap top = map("{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t1,\n\t\t\t2\n\t\t]\n\t}\n}\n");
    FactNode list = value((FactMap) value(top, "a"), "b");
    assertThat(((FactList) list).items()).hasSize(2);
  }

  @Test
  void aQuotedNumberIsText() {
    FactMap top = map("a: '12'\nb: 12\nc: \"true\"\nd: \"\"\n");
    assertThat(value(top, "a").kind()).isEqualTo("text");
    assertThat(value(top, "b").kind()).isEqualTo("a number");
    assertThat(value(top, "c").kind()).isEqualTo("text");
    assertThat(((FactScalar) value(top, "d")).isNull()).isFalse();
  }

  @Test
  void allDuplicateKeysAreToldAtOnce() {
    assertThat(messages("a: 1\nb: {c: 1, c: 2}\na: 3\n"))
        .containsExactly(
            "f.yaml:2:11: b.c: the key is already set at line 2, column 5; remove one of the two",
            "f.yaml:3:1: a: the key is already set at line 1, column 1; remove one of the two");
  }

  @Test
  void syntaxErrorsBecomeTheSameKindOfMessage() {
    assertThat(messages("a: 1\nb: [1, 2\nc: 3\n"))
        .singleElement()
        .asString()
        .startsWith("f.yaml:3:")
        .contains("not valid YAML or JSON")
        .doesNotContain("\n");
    assertThat(messages("a:\n\tb: 1\n")).singleElement().asString().contains("with spaces");
    assertThat(messages("a: 'x\n")).singleElement().asString().startsWith("f.yaml:2:1: ");
    assertThat(messages("a: x\u0001y\n"))
        .containsExactly("f.yaml:1:5: the character U+0001 is not allowed; remove it");
    assertThat(messages("{\"a\": 1,, \"b\": 2}")).hasSize(1);
    assertThat(messages("")).containsExactly("f.yaml:1:1: it is empty; write at least one value");
    assertThat(messages("# only a comment\n")).hasSize(1);
  }

  @Test
  void aliasesAnchorsTagsAndMergeKeysAreRefused() {
    assertThat(messages("a: &x 1\nb: !!str 2\n'<<': 3\n<<: {c: 1}\n"))
        .hasSize(4)
        .anyMatch(m -> m.startsWith("f.yaml:1:4: a: anchors"))
        .anyMatch(m -> m.startsWith("f.yaml:2:4: b: tags are not supported; remove '!!str'"))
        .anyMatch(m -> m.contains("merge keys"));
    assertThat(messages("a: &x [1]\nb: [*x, *x]\n")).anyMatch(m -> m.contains("aliases"));
    assertThat(messages("? [1, 2]\n: 3\n")).anyMatch(m -> m.contains("a key is not plain text"));
    assertThat(messages("a: 1\n---\nb: 2\n"))
        .containsExactly("f.yaml:2:1: a second document begins; put each in its own file");
  }

  @Test
  void nestingAndSizeAreBounded() {
    assertThat(messages("[".repeat(1_000_000)))
        .singleElement()
        .asString()
        .contains("nested more than 64 deep");
    assertThat(messages("a".repeat(FactDocument.MAX_CHARACTERS + 1)))
        .singleElement()
        .asString()
        .contains("at most 4194304 are read");
  }

  @Test
  void anExponentBombIsText() {
    FactMap top = map("a: 1e999999999\nb: " + "9".repeat(100) + "\n");
    assertThat(value(top, "a").kind()).isEqualTo("text");
    assertThat(value(top, "b").kind()).isEqualTo("text");
  }

  @Test
  void unreadableFilesAreToldByName(@TempDir Path dir) throws IOException {
    Path missing = dir.resolve("none.yaml");
    assertThat(
            catchThrowableOfType(
                FactException.class, () -> FactDocument.read(missing, new Problems())))
        .hasMessage(missing + ": there is no such file; check the path");
    assertThat(
            catchThrowableOfType(FactException.class, () -> FactDocument.read(dir, new Problems())))
        .hasMessageContaining("it is a directory");
    Path latin = dir.resolve("latin.yaml");
    Files.write(latin, new byte[] {'a', ':', ' ', '1', '\n', 'b', ':', ' ', (byte) 0xe9, '\n'});
    assertThat(
            catchThrowableOfType(
                FactException.class, () -> FactDocument.read(latin, new Problems())))
        .hasMessage(latin + ":2:4: is not text in UTF-8; save the file in UTF-8");
    Path marked = dir.resolve("bom.yaml");
    Files.writeString(marked, "\ufeffa: 1\n");
    assertThat(FactDocument.read(marked, new Problems()).location()).isEqualTo(marked + ":1:1");
  }
}
