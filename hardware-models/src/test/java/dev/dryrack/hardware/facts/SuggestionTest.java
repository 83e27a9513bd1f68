package dev.dryrack.hardware.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

  @Test
  void theClosestWordIsFoundWhateverCaseAndDashes() {
    List<String> known = List.of("gb200-nvl72", "gb300-nvl72", "h100");
    assertThat(Suggestion.closest("GB200_NVL72", known)).contains("gb200-nvl72");
    assertThat(Suggestion.closest("gb300nvl72", known)).contains("gb300-nvl72");
    assertThat(Suggestion.closest("h010", known)).contains("h100");
  }

  @Test
  void aBeginningIsCompleted() {
    assertThat(Suggestion.closest("h100", List.of("gb200", "h100-sxm-80", "h100-sxm")))
        .contains("h100-sxm");
  }

  @Test
  void aWordThatIsFarFromAllHasNoSuggestion() {
    assertThat(Suggestion.closest("toaster", List.of("h100", "b200"))).isEmpty();
    assertThat(Suggestion.closest("", List.of("h"))).isEmpty();
    assertThat(Suggestion.closest("x".repeat(10_000), List.of("h"))).isEmpty();
  }

  @Test
  void distanceCountsInsertionsDeletionsSubstitutionsAndSwaps() {
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestion.distance("ab", "ba")).isEqualTo(1);
    assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestion.distance("abc", "abc")).isZero();
  }
}
