import { PEOPLE_CODES } from "./error-codes/people";
import { RESEARCH_CODES } from "./error-codes/research";
import { TRADING_CODES } from "./error-codes/trading";

/**
 * Every refusal a flow may answer with, and the transport code it becomes: total by construction, so a new kind does not
 * compile until it has a code. `kind` is stable, `<noun>.<what>`, and the key of its text in the message catalog
 * (`errors.<kind>`), filled with `facts`.
 */
export const CODE_BY_KIND = {
  ...PEOPLE_CODES,
  ...RESEARCH_CODES,
  ...TRADING_CODES,
} as const;

export type AppErrorKind = keyof typeof CODE_BY_KIND;

/** Text that names a kind: of a refusal that was written down by whatever version. */
export function isAppErrorKind(text: string): text is AppErrorKind {
  return Object.hasOwn(CODE_BY_KIND, text);
}

export type ErrorFact = string | number | boolean | null;

/** A refusal on its way to a person or a program: what, where, and the facts of the case. */
export interface AppError {
  readonly kind: AppErrorKind;
  /** The input that is at fault, as a path: `params.fast`, `mapping.time`, `line 17`. */
  readonly path?: string;
  readonly facts?: Readonly<Record<string, ErrorFact>>;
  /** More than one fault at once: fields of a form, lines of a file (bounded). */
  readonly issues?: readonly AppIssue[];
}

export interface AppIssue {
  readonly path: string;
  readonly message: string;
}
