export interface ComboboxOption {
  readonly value: string;
  readonly label: string;
  /** Right of the label, dimmed. */
  readonly note?: string;
  /** Further words that find it. */
  readonly keywords?: readonly string[];
}

const LISTED_MAX = 80;

function matches(option: ComboboxOption, words: readonly string[]): boolean {
  const text = [option.value, option.label, option.note ?? "", ...(option.keywords ?? [])].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Exact and leading matches first, so that typing a whole value always offers it at the top. */
export function filterOptions(options: readonly ComboboxOption[], text: string): readonly ComboboxOption[] {
  const query = text.trim().toLowerCase();
  if (query === "") return options.slice(0, LISTED_MAX);
  const words = query.split(/[\s_/]+/).filter((word) => word !== "");
  const rank = (option: ComboboxOption) =>
    option.value.toLowerCase() === query ? 0 : option.label.toLowerCase().startsWith(query) ? 1 : 2;
  return options
    .filter((option) => matches(option, words))
    .toSorted((left, right) => rank(left) - rank(right))
    .slice(0, LISTED_MAX);
}
