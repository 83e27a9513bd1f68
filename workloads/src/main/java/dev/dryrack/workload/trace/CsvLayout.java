package dev.dryrack.workload.trace;

/**
 * The known CSV formats, told apart by the names of their columns. Further columns are passed over;
 * those that the format does not have are remarked.
 *
 * <p>Sources: the README and data files of Azure/AzurePublicDataset, HPMLL/BurstGPT,
 * microsoft/vidur, Mutinifni/splitwise-sim, casys-kaist/LLMServingSim and inference-sim (BLIS).
 */
enum CsvLayout {
  AZURE(
      "Azure LLM inference trace",
      "TIMESTAMP",
      CsvLayout.CALENDAR,
      "ContextTokens",
      "GeneratedTokens",
      "",
      "NumImages"),
  BURST_GPT(
      "BurstGPT trace",
      "Timestamp",
      0,
      "Request tokens",
      "Response tokens",
      "Session ID",
      "Elapsed time,Model,Total tokens,Log Type"),
  VIDUR(
      "Vidur trace",
      "arrived_at",
      0,
      "num_prefill_tokens",
      "num_decode_tokens",
      "",
      "num_total_tokens,pd_ratio"),
  VIDUR_LENGTHS(
      "Vidur lengths",
      "",
      0,
      "num_prefill_tokens",
      "num_decode_tokens",
      "",
      "num_total_tokens,pd_ratio"),
  SPLITWISE(
      "splitwise-sim trace",
      "arrival_timestamp",
      0,
      "prompt_size",
      "token_size",
      "",
      "request_id,request_type,application_id,batch_size"),
  LLM_SERVING_SIM(
      "LLMServingSim workload",
      "arrival_time_ns",
      -9,
      "input_toks",
      "output_toks",
      "",
      "input_tok_ids,output_tok_ids"),
  BLIS(
      "BLIS trace",
      "arrival_time_us",
      -6,
      "input_tokens",
      "output_tokens",
      "session_id",
      "request_id,client_id,tenant_id,slo_class,round_index,prefix_group,prefix_length,streaming,"
          + "text_tokens,image_tokens,audio_tokens,video_tokens,reason_ratio,model,deadline_us,"
          + "server_input_tokens,send_time_us,first_chunk_time_us,last_chunk_time_us,num_chunks,"
          + "status,error_message,finish_reason,vllm_priority,slo_target_us,x_request_id,adapter,"
          + "think_time_us");

  /** Marks a column of calendar times instead of a power of ten of seconds. */
  static final int CALENDAR = Integer.MIN_VALUE;

  final String title;

  /** Name of the time column; empty if the format has no times. */
  final String timeColumn;

  /** Power of ten of seconds in which the time column counts, or {@link #CALENDAR}. */
  final int timeUnit;

  final String inputColumn;
  final String outputColumn;

  /** Name of a column of session names that may be there; empty for none. */
  final String sessionColumn;

  /** Columns that the format has besides, each between commas. */
  private final String further;

  CsvLayout(
      String title,
      String timeColumn,
      int timeUnit,
      String inputColumn,
      String outputColumn,
      String sessionColumn,
      String further) {
    this.title = title;
    this.timeColumn = timeColumn;
    this.timeUnit = timeUnit;
    this.inputColumn = inputColumn;
    this.outputColumn = outputColumn;
    this.sessionColumn = sessionColumn;
    this.further = "," + further + ",";
  }

  /** Whether the format has a column of this name. */
  boolean knows(String column) {
    return column.equals(timeColumn)
        || column.equals(inputColumn)
        || column.equals(outputColumn)
        || column.equals(sessionColumn)
        || further.contains("," + column + ",");
  }

  /** Name of a column, that may be there, of input and output tokens together; empty for none. */
  String totalColumn() {
    return switch (this) {
      case BURST_GPT -> "Total tokens";
      case VIDUR, VIDUR_LENGTHS -> "num_total_tokens";
      default -> "";
    };
  }

  /** Name of a column, that may be there, of a number of images; empty for none. */
  String imageColumn() {
    return this == AZURE ? "NumImages" : "";
  }

  /** How many of the needed columns there are. */
  int neededColumns() {
    return timeColumn.isEmpty() ? 2 : 3;
  }

  /** How many of the needed columns a header has. */
  int columnsIn(String[] header) {
    return has(header, timeColumn) + has(header, inputColumn) + has(header, outputColumn);
  }

  private static int has(String[] header, String column) {
    if (column.isEmpty()) {
      return 0;
    }
    for (String name : header) {
      if (name.equals(column)) {
        return 1;
      }
    }
    return 0;
  }

  String columns() {
    return (timeColumn.isEmpty() ? "" : timeColumn + ",") + inputColumn + "," + outputColumn;
  }
}
