/**
 * Every refusal a flow may answer with, and the transport code it becomes: total by construction, so a new kind does not
 * compile until it has a code. `kind` is stable, `<noun>.<what>`, and the key of its text in the message catalog
 * (`errors.<kind>`), filled with `facts`.
 */
export const CODE_BY_KIND = {
  "setup.token_invalid": "FORBIDDEN",
  "setup.completed": "CONFLICT",
  "user.email_taken": "CONFLICT",
  "user.email_malformed": "BAD_REQUEST",
  "user.password_weak": "BAD_REQUEST",
  "user.password_wrong": "BAD_REQUEST",
  "user.not_found": "NOT_FOUND",
  "session.not_found": "NOT_FOUND",
  "time_zone.unknown": "BAD_REQUEST",
  "currency.unknown": "BAD_REQUEST",
  "job.not_found": "NOT_FOUND",
  "job.finished": "CONFLICT",
  "view.refused": "CONFLICT",
  "instrument.not_found": "NOT_FOUND",
  "instrument.symbol_malformed": "BAD_REQUEST",
  "instrument.symbol_taken": "CONFLICT",
  "instrument.facts_invalid": "BAD_REQUEST",
  "instrument.in_use": "CONFLICT",
  "instrument.alias_taken": "CONFLICT",
  "instrument.alias_not_found": "NOT_FOUND",
  "watchlist.not_found": "NOT_FOUND",
  "watchlist.not_yours": "FORBIDDEN",
  "watchlist.needs_owner": "BAD_REQUEST",
  "watchlist.name_malformed": "BAD_REQUEST",
  "watchlist.name_taken": "CONFLICT",
  "watchlist.too_many": "CONFLICT",
  "watchlist.full": "CONFLICT",
  "watchlist.item_gone": "CONFLICT",
  "upload.not_found": "NOT_FOUND",
  "upload.too_large": "PAYLOAD_TOO_LARGE",
  "upload.empty": "BAD_REQUEST",
  "upload.disk_full": "INTERNAL_SERVER_ERROR",
  "import.not_text": "UNPROCESSABLE_CONTENT",
  "import.empty": "UNPROCESSABLE_CONTENT",
  "import.mapping_incomplete": "BAD_REQUEST",
  "import.rows_invalid": "UNPROCESSABLE_CONTENT",
  "import.symbol_column_missing": "UNPROCESSABLE_CONTENT",
  "import.symbols_invalid": "UNPROCESSABLE_CONTENT",
  "import.too_many_rows": "UNPROCESSABLE_CONTENT",
  "import.not_found": "NOT_FOUND",
  "import.undone_already": "CONFLICT",
  "import.overlaid": "CONFLICT",
  "import.canceled": "CONFLICT",
  "quality.series_empty": "UNPROCESSABLE_CONTENT",
  "quality.canceled": "CONFLICT",
  "export.nothing": "UNPROCESSABLE_CONTENT",
  "export.canceled": "CONFLICT",
  "export.range_invalid": "BAD_REQUEST",
  "export.disk_full": "INTERNAL_SERVER_ERROR",
  "export.not_found": "NOT_FOUND",
  "finding.not_found": "NOT_FOUND",
  "finding.reason_missing": "BAD_REQUEST",
  "finding.explained_by_house": "CONFLICT",
  "backfill.not_found": "NOT_FOUND",
  "backfill.feed_unknown": "NOT_FOUND",
  "backfill.resolution_unsupported": "BAD_REQUEST",
  "backfill.range_empty": "BAD_REQUEST",
  "backfill.alias_taken": "CONFLICT",
  "backfill.at_work": "CONFLICT",
  "backfill.refused": "UNPROCESSABLE_CONTENT",
  "backfill.canceled": "CONFLICT",
  "adjust.dividend_too_large": "UNPROCESSABLE_CONTENT",
  "adjust.days_needed": "UNPROCESSABLE_CONTENT",
  "actions.rows_invalid": "UNPROCESSABLE_CONTENT",
  "actions.not_found": "NOT_FOUND",
  "events.rows_invalid": "UNPROCESSABLE_CONTENT",
  "events.source_unknown": "NOT_FOUND",
  "list.source_malformed": "BAD_REQUEST",
  "screen.not_found": "NOT_FOUND",
  "screen.run_not_found": "NOT_FOUND",
  "screen.not_yours": "FORBIDDEN",
  "screen.changed": "CONFLICT",
  "screen.malformed": "BAD_REQUEST",
  "screen.needs_owner": "BAD_REQUEST",
  "screen.calendar_unknown": "BAD_REQUEST",
  "screen.universe_gone": "UNPROCESSABLE_CONTENT",
  "screen.canceled": "CONFLICT",
  "feed.not_found": "NOT_FOUND",
  "feed.symbol_unknown": "NOT_FOUND",
  "feed.unsupported": "BAD_REQUEST",
  "feed.unauthorized": "UNPROCESSABLE_CONTENT",
  "feed.rate_limited": "UNPROCESSABLE_CONTENT",
  "feed.unavailable": "UNPROCESSABLE_CONTENT",
  "feed.circuit_open": "UNPROCESSABLE_CONTENT",
  "feed.timeout": "UNPROCESSABLE_CONTENT",
  "feed.malformed": "UNPROCESSABLE_CONTENT",
  "feed.disabled": "CONFLICT",
  "feed.canceled": "CONFLICT",
  "feed.address_unknown": "BAD_REQUEST",
  "feed.address_malformed": "BAD_REQUEST",
  "feed.keyless": "BAD_REQUEST",
  "feed.key_incomplete": "BAD_REQUEST",
  "quarantine.not_found": "NOT_FOUND",
  "quarantine.decided": "CONFLICT",
  "quarantine.unreleasable": "CONFLICT",
  "quarantine.of_nobody": "CONFLICT",
  "strategy.not_found": "NOT_FOUND",
  "strategy.params_invalid": "BAD_REQUEST",
  "backtest.not_found": "NOT_FOUND",
  "backtest.spec_invalid": "BAD_REQUEST",
  "backtest.window_empty": "UNPROCESSABLE_CONTENT",
  "backtest.window_short": "UNPROCESSABLE_CONTENT",
  "backtest.unsupported": "UNPROCESSABLE_CONTENT",
  "backtest.not_finished": "CONFLICT",
  "backtest.canceled": "CONFLICT",
} as const;

export type AppErrorKind = keyof typeof CODE_BY_KIND;

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
