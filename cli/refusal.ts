import type { AppError, AppErrorKind, ErrorFact } from "@/server/flows/errors";

/** Wrong input and refusals end a command with this: the same number as bad input of `calc`. */
export const EXIT_REFUSED = 2;

type Facts = Readonly<Record<string, ErrorFact>>;
/** What a command can be refused for, and what would pass. */
export type Sentences = Readonly<Partial<Record<AppErrorKind, (facts: Facts) => string>>>;

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A sentence for whoever typed, on standard error. */
export function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_REFUSED;
}

/** Says a refusal in words, each part at fault on a line of its own; with `--json` as data on standard output as well. */
export function refuse(error: AppError, sentences: Sentences, { json }: { readonly json?: boolean }): void {
  if (json === true) print(JSON.stringify({ error }));
  fail(sentences[error.kind]?.(error.facts ?? {}) ?? `Refused: ${error.kind}.`);
  for (const { path, message } of error.issues ?? []) process.stderr.write(`  ${path}: ${message}\n`);
}
