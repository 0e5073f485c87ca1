"""Trains a tokenizer of each kind, and says what each makes of texts: make_tokenizers.py FOLDER

In the folder: texts.json (single ones and pairs), <name>.json (the tokenizers), <name>.expected.json (by way of
encoding: ids, mask and types of all texts, padded).
"""

import json
import random
import sys
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

folder = Path(sys.argv[1])
chance = random.Random(7)

SYLLABLES = "ka lo mi ter an ing pre con ver sa du re able tion al ist er est un in dis".split()
WORDS = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 5))) for _ in range(600)]
ACCENTED = "café naïve Ünïcödé façade smörgåsbord Ångström ﬁnance ﬀ Ⅷ ½ ① ß İstanbul ǅ ΣΑΣ ς".split()
SCRIPTS = "日本語 漢字 テスト 人工智能 한국어 ไทย עברית العربية русский ελληνικά हिन्दी 𝒳 𠀀".split()
EMOJI = "🙂 👩‍👩‍👧‍👦 🇩🇪 👍🏽 ❤️ 🤖 🏳️‍🌈".split(" ")
BLANKS = ["\u200b", "\u00ad", "\t", "\n", "\r\n", "\u3000", "\u00a0", "\u2028", "\ufeff", "\x00", "\x7f"]
ODD = [
    *("\ufffd", "e\u0301", "don't", "$1,234.56", "http://a.b/c?d=e&f", "…", "—", "“q”", "a_b", "C:\\d"),
    *("[MASK]", "<mask>", "</s>", "<s>", "[CLS]", "[SEP]", "<pad>"),
]


def text() -> str:
    parts = []
    for _ in range(chance.randint(0, 25)):
        kinds = [WORDS] * 9 + [ACCENTED, SCRIPTS, EMOJI, BLANKS, ODD]
        word = chance.choice(chance.choice(kinds))
        parts.append(chance.choice([word, word, word.capitalize(), word.upper()]))
        parts.append(chance.choice([" ", " ", " ", "  ", "", "\n", ", ", ". ", "-"]))
    if chance.random() < 0.05:
        parts.append("".join(chance.choices(SYLLABLES, k=80)))
    return "".join(parts)


def any_characters() -> str:
    ranges = [(0, 0x2FF), (0, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x1FFFF)]
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randint(1, 20)))


CORPUS = [text() for _ in range(1500)]
EDGES = ["", " ", "\n", " a", "a ", "A" * 300, *ACCENTED, *SCRIPTS, *EMOJI, *BLANKS, *ODD]
SINGLE = [*(text() for _ in range(300)), *EDGES, *(any_characters() for _ in range(300))]
PAIRS = [[text(), text()] for _ in range(60)]


def bert(**options: bool) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**options)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=900, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return tokenizer


def byte_level(*, roberta: bool) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=roberta)
    trainer = trainers.BpeTrainer(
        vocab_size=1000,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    if roberta:
        tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    return tokenizer


def unigram() -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram())
    spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=700, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", 0), ("</s>", 2)],
    )
    return tokenizer


# As a file of another trainer may have it: none of this counts, but for the padding's token and side.
unigram_with_settings = unigram()
unigram_with_settings.enable_truncation(5)
unigram_with_settings.enable_padding(
    direction="left",
    pad_id=unigram_with_settings.token_to_id("<pad>"),
    pad_token="<pad>",
    length=9,
)

TOKENIZERS = {
    "bert-uncased": bert(lowercase=True),
    "bert-cased": bert(lowercase=False, strip_accents=False),
    "gpt2": byte_level(roberta=False),
    "roberta": byte_level(roberta=True),
    "unigram": unigram_with_settings,
}
WAYS = {
    "longest": {},
    "truncate": {"maxLength": 16},
    "truncate-left": {"maxLength": 12, "truncationSide": "left", "paddingSide": "left"},
    "bare": {"specialTokens": False},
}


def encode(tokenizer: Tokenizer, name: str, way: dict) -> list:
    if "maxLength" in way:
        tokenizer.enable_truncation(way["maxLength"], direction=way.get("truncationSide", "right"))
    else:
        tokenizer.no_truncation()
    side = way.get("paddingSide", "left" if name == "unigram" else "right")
    token = "[PAD]" if name.startswith("bert") else "<pad>"
    pad_id = tokenizer.token_to_id(token)
    tokenizer.enable_padding(direction=side, pad_id=pad_id, pad_token=token, length=way.get("maxLength"))
    texts = [*SINGLE, *(tuple(pair) for pair in PAIRS)]
    encoded = tokenizer.encode_batch(texts, add_special_tokens=way.get("specialTokens", True))
    return [[one.ids, one.attention_mask, one.type_ids] for one in encoded]


(folder / "texts.json").write_text(json.dumps({"single": SINGLE, "pairs": PAIRS}))
for name, tokenizer in TOKENIZERS.items():
    tokenizer.save(str(folder / f"{name}.json"))
    expected = {way: encode(tokenizer, name, options) for way, options in WAYS.items()}
    (folder / f"{name}.expected.json").write_text(json.dumps(expected))
