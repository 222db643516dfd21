import { isSymbol } from "../csv/guess";

/** What a person typed, as the ways of finding it need it. */
export interface SearchText {
  /** As typed, without spaces around it. */
  readonly text: string;
  /** Upper case: what a symbol may begin with. Null when no symbol could. */
  readonly symbol: string | null;
  /** Folded words, each the beginning of a word of the name. At most {@link WORDS_MAX}. */
  readonly words: readonly string[];
  /** Folded text that may stand anywhere; null when it is too short to tell anything apart. */
  readonly inside: string | null;
}

/** A question of more words is answered by its first ones. */
const WORDS_MAX = 6;
/** Longer text is cut: no name is longer. */
const TEXT_CHARS_MAX = 200;
/** From here on letters in the middle of a word are a question, and the trigram index can answer it. */
const INSIDE_CHARS_MIN = 3;
/** A single letter begins a word of half of all names: it is read as the beginning of a symbol only. */
const WORD_CHARS_MIN = 2;

const ACCENTS = /[\u0300-\u036f]/g;
const SEPARATORS = /(?:(?![a-z0-9])\p{ASCII})+/u;

/** Lower case without accents, as `instrument_fold` in the database. */
export function foldText(text: string): string {
  return text.normalize("NFKD").replaceAll(ACCENTS, "").toLowerCase();
}

/** Reads what was typed. Null when there is nothing to look for. */
export function readSearchText(typed: string): SearchText | null {
  const text = typed.replaceAll("\u0000", "").trim().slice(0, TEXT_CHARS_MAX);
  if (text === "") return null;
  const folded = foldText(text);
  const words = folded.split(SEPARATORS).filter((word) => word !== "");
  const upper = text.toUpperCase();
  const isWordy = words.some((word) => word.length >= WORD_CHARS_MIN);
  return {
    text,
    symbol: isSymbol(upper) ? upper : null,
    words: isWordy ? words.slice(0, WORDS_MAX) : [],
    inside: folded.length >= INSIDE_CHARS_MIN ? folded : null,
  };
}
