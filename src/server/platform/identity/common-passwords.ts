/**
 * The passwords that attackers try first: 49,000 from breaches, bundled, so that asking needs nobody else. Loaded at the first
 * question, and only where passwords are checked: never in a browser.
 */
let loading: Promise<ReadonlySet<string>> | null = null;

async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("./common-words");
  return new Set(dictionary["passwords-common"]);
}

/** Shorter words of the list are parts of too many sentences. */
const CORE_LENGTH_MIN = 5;

/**
 * Whether guessing from that list finds it: as it stands, with digits and signs around a word of the list (`Baseball2026!!`), a
 * word written twice, or a row of neighbours such as `123456789012` or `abcdefghijkl`.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  loading ??= load();
  const known = await loading;
  const plain = password.toLowerCase();
  const core = plain.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  return (
    isRow(plain) ||
    [plain, core, onceOf(plain), onceOf(core)].some((form) => form.length >= CORE_LENGTH_MIN && known.has(form))
  );
}

/** The part that is repeated from end to end; the text itself where none is. */
function onceOf(text: string): string {
  const length = (text + text).indexOf(text, 1);
  return text.slice(0, length);
}

/** Whether each character is the next, or each the one before; after 9 comes 0. */
function isRow(text: string): boolean {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const steps = codes.slice(1).map((code, at) => code - (codes[at] ?? 0));
  const goes = (by: 1 | -1) => steps.every((step) => step === by || step === -9 * by);
  return goes(1) || goes(-1);
}
