namespace Patchscopes.Model.Checkpoints;

/// <summary>Keys of config.json that any family may carry and that change nothing when a text is read.</summary>
internal static class HarmlessKeys
{
    public static readonly IReadOnlyList<string> Common =
    [
        // Names and bookkeeping.
        "_name_or_path", "name_or_path", "architectures", "transformers_version", "model_type", "auto_map", "tokenizer_class", "finetuning_task",
        "task_specific_params", "_commit_hash", "is_decoder",
        // The type in which weights were stored; each tensor says it itself.
        "torch_dtype", "dtype", "use_bfloat16",
        // Training only.
        "initializer_range", "gradient_checkpointing", "problem_type", "id2label", "label2id", "num_labels", "_num_labels", "classifier_dropout",
        // Other orders of the same arithmetic.
        "_attn_implementation", "attn_implementation", "_attn_implementation_autoset", "chunk_size_feed_forward", "torchscript",
        // What the caller of generate() gets, and how it chooses tokens; positions, masks and choices are ours.
        "use_cache", "cache_implementation", "output_past", "output_attentions", "output_hidden_states", "output_scores", "return_dict", "return_dict_in_generate",
        "bos_token_id", "pad_token_id", "sep_token_id", "decoder_start_token_id", "prefix", "max_length", "min_length", "do_sample", "early_stopping", "num_beams",
        "num_beam_groups", "diversity_penalty", "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty", "no_repeat_ngram_size",
        "encoder_no_repeat_ngram_size", "bad_words_ids", "num_return_sequences", "forced_bos_token_id", "forced_eos_token_id", "remove_invalid_values",
        "exponential_decay_length_penalty", "suppress_tokens", "begin_suppress_tokens",
    ];

    /// <summary>Dropouts act in training only.</summary>
    public static readonly IReadOnlyList<string> Dropouts = ["attn_pdrop", "embd_pdrop", "resid_pdrop"];

    /// <summary>Of the heads that classify and summarise, which are no part of a language model.</summary>
    public static readonly IReadOnlyList<string> Summaries =
        ["summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj"];

    /// <summary>How the products of a training on several devices are cut into slices; their sums are the same.</summary>
    public static readonly IReadOnlyList<string> Slices = ["pretraining_tp", "slow_but_exact"];
}
