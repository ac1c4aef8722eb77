namespace Patchscopes.Model.Checkpoints;

/// <summary>Keys of config.json that any family may carry and that change nothing in inference.</summary>
internal static class HarmlessKeys
{
    public static readonly IReadOnlyList<string> Common =
    [
        // Names and bookkeeping.
        "_name_or_path", "name_or_path", "architectures", "transformers_version", "model_type", "auto_map", "tokenizer_class", "finetuning_task", "task_specific_params",
        // The type in which weights were stored; the safetensors header says it for each tensor.
        "torch_dtype", "dtype",
        // Training only.
        "initializer_range", "gradient_checkpointing", "problem_type", "id2label", "label2id", "num_labels", "_num_labels",
        // What the caller of generate() gets; positions and masks are ours.
        "use_cache", "output_past", "output_attentions", "output_hidden_states", "return_dict", "bos_token_id", "pad_token_id",
    ];
}
