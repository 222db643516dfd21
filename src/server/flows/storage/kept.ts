import { HEALTH_KEPT_MS } from "../../platform/health";

const DAY_MS = 86_400_000;

/** How long rows are kept that nobody has a setting for. The duty that lets them go and the page that says so both read this. */
export const KEPT_MS = {
  /** A browser that was away for longer reloads what it shows. */
  news: DAY_MS,
  /** The runs and imports that jobs made stay; only the rows of the tray go. */
  jobs: 90 * DAY_MS,
  notifications: 90 * DAY_MS,
  deliveries: 90 * DAY_MS,
  webhooksOut: 90 * DAY_MS,
  /** A call may come again for an hour at most, so none of these is needed to know it. */
  webhooksIn: 90 * DAY_MS,
  firings: 365 * DAY_MS,
  /** As long as the rows of their jobs. */
  simulations: 90 * DAY_MS,
  /** Ended sessions stay for a while: whoever looks into an incident wants to see them. */
  sessions: 30 * DAY_MS,
  health: HEALTH_KEPT_MS,
} as const;

/** Kinds of what is stored, each with the tables that it fills; what is in none of them is `other`. */
export const KINDS = [
  { what: "bars", tables: /^(bar|bar_series|series_month)$/ },
  { what: "revisions", tables: /^bar_revision$/ },
  { what: "decisions", tables: /^deployment_decision$/ },
  { what: "runs", tables: /^(backtest|search)_/ },
  { what: "simulations", tables: /^risk_simulation$/ },
  {
    what: "trading",
    tables: /^(order_|trade_order|execution_|ledger_|paper_|deployment(?!_decision)|risk_|protection_)/,
  },
  { what: "audit", tables: /^audit_/ },
  { what: "news", tables: /^outbox$/ },
  { what: "jobs", tables: /^job$/ },
  { what: "notifications", tables: /^notification$/ },
  { what: "deliveries", tables: /^notify_delivery$/ },
  { what: "webhooksOut", tables: /^webhook_out_delivery$/ },
  { what: "webhooksIn", tables: /^webhook_in_call$/ },
  { what: "firings", tables: /^alert_firing$/ },
  { what: "sessions", tables: /^user_session$/ },
  { what: "health", tables: /^health_sample$/ },
  { what: "other", tables: /(?:)/ },
] as const;
export type KeptKind = (typeof KINDS)[number]["what"];

/** The kind that a table fills. */
export const kindOf = (table: string): KeptKind => KINDS.find(({ tables }) => tables.test(table))?.what ?? "other";
