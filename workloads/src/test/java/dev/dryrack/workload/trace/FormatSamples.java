package dev.dryrack.workload.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small trace of every format, made by hand after the sources that the readers name. The last row
 * of each has the prompt length 4711, the output length 4712 and, where times are numbers, the time
 * 4713, each once: what a test puts in their place is damage of that row. Formats of text have
 * texts in their place.
 *
 * @param name of the format
 * @param rows that the reader counts
 * @param field the name of the prompt length, as a column or member
 * @param text the whole file
 */
record FormatSamples(String name, int rows, String field, String text) {

  static final TraceOptions OPTIONS = TraceOptions.DEFAULTS.withCharactersPerToken(4);

  static final List<FormatSamples> CSV =
      List.of(
          new FormatSamples(
              "Azure 2023",
              2,
              "ContextTokens",
              """
              TIMESTAMP,ContextTokens,GeneratedTokens
              2023-11-16 18:15:46.6805900,374,44
              2023-11-16 18:15:50.9951690,4711,4712
              """),
          new FormatSamples(
              "Azure 2024",
              3,
              "ContextTokens",
              """
              TIMESTAMP,ContextTokens,GeneratedTokens
              2024-05-10 00:00:00.009930+00:00,2162,5
              2024-05-12 00:00:00+00:00,1452,3
              2024-05-12 00:00:00.037845+00:00,4711,4712
              """),
          new FormatSamples(
              "Azure LMM 2025",
              2,
              "ContextTokens",
              """
              TIMESTAMP,NumImages,ContextTokens,GeneratedTokens
              2024-10-15T12:00:00.269Z,0,770,491
              2024-10-15T12:00:05.819Z,1,4711,4712
              """),
          new FormatSamples(
              "BurstGPT v1",
              3,
              "Request tokens",
              """
              Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
              5,ChatGPT,472,18,490,Conversation log
              45.5,GPT-4,300,0,300,API log
              4713,ChatGPT,4711,4712,9423,Conversation log
              """),
          new FormatSamples(
              "BurstGPT v3",
              2,
              "Request tokens",
              """
              Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type
              0,6f2b1c1e,3.2,ChatGPT,100,50,150,Conversation log
              4713,6f2b1c1e,4.0,ChatGPT,4711,4712,9423,Conversation log
              """),
          new FormatSamples(
              "Vidur replay",
              2,
              "num_prefill_tokens",
              """
              arrived_at,num_prefill_tokens,num_decode_tokens
              0.0,374,44
              4713,4711,4712
              """),
          new FormatSamples(
              "Vidur lengths",
              2,
              "num_prefill_tokens",
              """
              num_prefill_tokens,num_decode_tokens,num_total_tokens,pd_ratio
              374,44,418,8.5
              4711,4712,9423,1.0
              """),
          new FormatSamples(
              "splitwise-sim",
              2,
              "prompt_size",
              """
              request_id,request_type,application_id,arrival_timestamp,batch_size,prompt_size,token_size
              0,2,0,0.25,1,374,44
              1,2,0,4713,1,4711,4712
              """),
          new FormatSamples(
              "LLMServingSim CSV",
              2,
              "input_toks",
              """
              arrival_time_ns,input_toks,output_toks
              5,2358,531
              4713,4711,4712
              """),
          new FormatSamples(
              "BLIS",
              2,
              "input_tokens",
              """
              request_id,client_id,session_id,input_tokens,output_tokens,arrival_time_us,status
              0,c,s,374,44,0,ok
              1,c,s,4711,4712,4713,ok
              """));

  static final List<FormatSamples> JSON =
      List.of(
          new FormatSamples(
              "Mooncake",
              2,
              "input_length",
              """
              {"timestamp": 27, "input_length": 655, "output_length": 52, "hash_ids": [46, 47]}
              {"timestamp": 4713, "input_length": 4711, "output_length": 4712}
              """),
          new FormatSamples(
              "AIPerf sessions",
              3,
              "input_length",
              """
              {"session_id": "a", "timestamp": 0, "input_length": 300, "output_length": 40, "hash_ids": [1]}
              {"session_id": "a", "delay": 2000, "input_length": 150, "output_length": 20}
              {"timestamp": 4713, "input_length": 4711, "output_length": 4712}
              """),
          new FormatSamples(
              "Qwen-Bailian",
              2,
              "input_length",
              """
              {"chat_id": 159, "parent_chat_id": -1, "timestamp": 61.114, "input_length": 40, "output_length": 132, "type": "text", "turn": 1, "hash_ids": [1089, 1090, 1091]}
              {"chat_id": 160, "parent_chat_id": 159, "timestamp": 4713, "input_length": 4711, "output_length": 4712, "type": "search", "turn": 2}
              """),
          new FormatSamples(
              "kv-cache-tester",
              4,
              "in",
              """
              {"id": "x", "models": ["m"], "block_size": 64, "hash_id_scope": "local", "requests": [
              {"t": 0, "type": "n", "in": 130, "out": 5, "hash_ids": [1, 2], "api_time": 1.5},
              {"t": 2, "type": "subagent", "agent_id": "s", "requests": [{"t": 0.0, "in": 64, "out": 3, "hash_ids": [1]},
              {"t": 1.0, "in": 70, "out": 3, "hash_ids": [1]}]},
              {"t": 4713, "type": "s", "in": 4711, "out": 4712, "think_time": 0.5}]}
              """),
          new FormatSamples(
              "LLMServingSim",
              4,
              "input_toks",
              """
              {"input_toks": 100, "output_toks": 10, "arrival_time_ns": 5}
              {"session_id": "s", "arrival_time_ns": 7, "sub_requests": [{"input_toks": 20, "output_toks": 2, "tool_duration_ns": 9}, {"input_toks": 40, "output_toks": 3}]}
              {"input_toks": 4711, "output_toks": 4712, "arrival_time_ns": 4713}
              """),
          new FormatSamples(
              "vLLM bench",
              3,
              "input_lens",
              """
              {"date": "x", "request_throughput": 2.5, "input_lens": [5, 7, 4711], "output_lens": [1, 2, 4712],
               "start_times": [0.5, 0.7, 4713]}
              """),
          new FormatSamples(
              "dryrack",
              3,
              "input_tokens",
              """
              {"arrival_s": 0, "input_tokens": 40, "output_tokens": 3, "session": "a", "turn": 0, "block_tokens": 16, "prefix_runs": [[5, 2]]}
              {"arrival_s": 1.5, "input_tokens": 60, "output_tokens": 3, "session": "a", "turn": 1, "after": 0, "delay_s": 0.5}
              {"arrival_s": 4713, "input_tokens": 4711, "output_tokens": 4712}
              """),
          new FormatSamples(
              "ShareGPT",
              4,
              "value",
              """
              [{"id": "a1", "conversations": [{"from": "human", "value": "Hello there"}, {"from": "gpt", "value": "Hi! How can I help?"},
                {"from": "human", "value": "Tell me a joke"}, {"from": "gpt", "value": "No."}]},
               {"id": "a2", "conversations": [{"from": "human", "value": "alone"}]},
               {"id": "a3", "conversations": [{"from": "human", "value": "and"}, {"from": "gpt", "value": "so"}]}]
              """),
          new FormatSamples(
              "AIPerf turns",
              3,
              "text",
              """
              {"session_id": "a", "turns": [{"text": "twelve chars", "output_length": 10}, {"text": "four", "delay": 1500, "output_length": 20}]}
              {"text": "abcdefgh", "timestamp": 4713, "output_length": 4712}
              """));

  /** Those whose rows are lines or documents of one file. */
  static List<FormatSamples> files() {
    List<FormatSamples> all = new ArrayList<>(CSV);
    all.addAll(JSON);
    return all;
  }

  /** A pool of ServeGen, as the parts of its folder. */
  static Map<String, String> pool() {
    return new TreeMap<>(ServeGenTest.pool());
  }

  boolean isCsv() {
    return CSV.contains(this);
  }

  @Override
  public String toString() {
    return name;
  }
}
