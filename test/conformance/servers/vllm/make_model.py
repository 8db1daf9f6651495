"""A llama of two layers for `--load-format dummy`: a configuration without weights, and a tokenizer of characters.

usage: make_model.py FOLDER
"""

import json
import string
import sys
from itertools import product
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)

# Every token but the special ones is plain text at once. With tokens of bytes, a random model would write halves of
# characters, which a server holds back: the first token that it counts would not be the first text that it sends.
special = ["<s>", "</s>", "<unk>"]
letters = [*string.ascii_letters, *string.digits, *string.punctuation, " ", "\n", "\t"]
pairs = ["".join(pair) for pair in product(string.ascii_letters, repeat=2)]
words = {token: index for index, token in enumerate([*special, *letters, *pairs])}
tokenizer = Tokenizer(models.WordLevel(vocab=words, unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
tokenizer.decoder = decoders.Fuse()
PreTrainedTokenizerFast(
    tokenizer_object=tokenizer,
    bos_token="<s>",
    eos_token="</s>",
    unk_token="<unk>",
    clean_up_tokenization_spaces=False,
    chat_template="{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}",
).save_pretrained(folder)

config = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_act": "silu",
    "hidden_size": 128,
    "intermediate_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "head_dim": 32,
    "max_position_embeddings": 2048,
    "initializer_range": 0.02,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000.0,
    "tie_word_embeddings": False,
    "torch_dtype": "float32",
    "bos_token_id": 0,
    "eos_token_id": 1,
    "vocab_size": len(words),
}
(folder / "config.json").write_text(json.dumps(config, indent=2))
