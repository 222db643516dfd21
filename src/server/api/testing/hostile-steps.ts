import { readFileSync } from "node:fs";

/** Where texts that mean ill are entered: every procedure that takes a free text, or why it is not called. */

/** Beginnings that a browser, a template, a message format or a spreadsheet would act on. */
export const EVIL = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "javascript:alert(1)//",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a text that looks like one
  "{{7*7}}${7*7}{n, plural, other {#}}",
  '=HYPERLINK("http://x.test","y")',
  "@SUM(1)'--</title><u>",
] as const;

/** Procedures that are not called below, by what is done with their free texts. */
export const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "secrets: kept as a hash or encrypted, or proved and forgotten": [
    "session.changePassword",
    "security.prove",
    "security.confirmAuthenticator",
    "invitation.read",
    "feed.setKey",
  ],
  "a person's name, as people.create takes it": ["setup.complete", "invitation.accept"],
  "a key's name, as apiKey.create takes it; the rest is what an authenticator says, verified": [
    "security.addPasskey",
    "security.renamePasskey",
  ],
  "ids and choices that are looked up, numbers and moments that are parsed": [
    "session.updatePreferences",
    "invitation.create",
    "people.setScope",
    "instrument.unlinkAlias",
    "replay.start",
    "replay.control",
    "screen.delete",
    "screen.restore",
    "screen.run",
    "strategy.createFromExample",
    "strategy.rollBack",
    "strategy.archive",
    "strategy.share",
    "preset.delete",
    "preset.restore",
    "backtest.submit",
    "search.submit",
    "accounts.setMember",
    "orders.submit",
    "orders.modify",
    "algos.submit",
    "deployments.change",
    "drills.plan",
    "drills.begin",
    "marketEvent.removeSource",
    "desk.delete",
    "paper.amendFill",
    "risk.simulate",
  ],
  "asked and answered, not kept": ["strategy.check", "feed.search"],
  "an instrument's name, as instrument.create takes it; the rest must name columns of the file": [
    "import.start",
    "backfill.start",
  ],
  "an address of a feed, as notify.addChannel takes one": ["feed.change"],
  "a reason beside something that somebody has to find first, shown as that of accounts.reverse": [
    "quality.explain",
    "reconcile.resolve",
    "approvals.decide",
    "risk.decide",
    "risk.decideProtection",
    "backtest.remark",
  ],
  "a deployment's name, as deployments.create takes it": ["deployments.shadow"],
};

export type Input = Readonly<Record<string, unknown>>;
/** What came out of the steps before, by the name of an id. */
type Made = Readonly<Record<string, string>>;

interface Step {
  readonly path: string;
  /** With hostile texts wherever the flow takes any. */
  readonly input: (evil: string, made: Made) => Input;
  /** Ids of the answer that later steps need. */
  readonly keeps?: readonly string[];
}

const CONDITION = {
  kind: "compare",
  left: { kind: "price", field: "close", barsAgo: 0, times: 1 },
  is: "above",
  right: { kind: "value", value: 1 },
};
const SOURCE = readFileSync("examples/strategies/rsi-reversion.ts", "utf8");
const deskOf = (symbol: string) => ({
  charts: 2,
  others: [{ symbol, resolution: "1d" }],
  lists: true,
  sizes: { columns: {}, middle: {}, trade: {} },
});
const price = { kind: "price", symbol: "ACME", is: "above", level: "1000" } as const;
const alertOf = (name: string) => ({
  name,
  terms: price,
  severity: "info",
  repeats: false,
  coolDownS: 0,
  expiresAt: null,
});

export const STEPS: readonly Step[] = [
  {
    path: "accounts.create",
    input: (evil) => ({
      name: evil,
      portfolioName: evil,
      kind: "paper",
      baseCurrency: "USD",
      lotMethod: "fifo",
      settleDays: 1,
      openingCash: "1000",
    }),
    keeps: ["accountId"],
  },
  {
    path: "accounts.book",
    input: (evil, { accountId }) => ({
      accountId,
      idempotencyKey: `hostile-${crypto.randomUUID()}`,
      entry: { kind: "deposit", currency: "USD", amount: "1", at: null, note: evil },
    }),
    keeps: ["batchId"],
  },
  { path: "accounts.reverse", input: (evil, { batchId }) => ({ batchId, reason: evil }) },
  { path: "orders.setState", input: (evil, { accountId }) => ({ accountId, state: "reduce_only", reason: evil }) },
  {
    path: "orders.stop",
    input: (evil, { accountId }) => ({
      scope: { of: "account", accountId },
      step: "halted",
      reason: evil,
      idempotencyKey: `hostile-${crypto.randomUUID()}`,
    }),
  },
  {
    path: "team.stop",
    input: (evil) => ({
      userId: "bob",
      step: "halted",
      reason: evil,
      idempotencyKey: `hostile-${crypto.randomUUID()}`,
    }),
  },
  { path: "team.resume", input: (evil) => ({ userId: "bob", reason: evil }) },
  {
    path: "people.create",
    input: (evil) => ({
      email: `evil-${crypto.randomUUID()}@example.com`,
      name: evil,
      role: "viewer",
      password: `long ${crypto.randomUUID()} enough`,
      timeZone: "UTC",
    }),
  },
  { path: "apiKey.create", input: (evil) => ({ name: evil, scope: "read", accountIds: null, lifetimeDays: null }) },
  {
    path: "watchlist.create",
    input: (evil) => ({ name: `${evil}${crypto.randomUUID().slice(0, 4)}`, symbols: ["ACME"] }),
    keeps: ["watchlistId"],
  },
  {
    path: "watchlist.edit",
    input: (evil, { watchlistId }) => ({ watchlistId, change: { name: `${evil}!${crypto.randomUUID().slice(0, 4)}` } }),
  },
  { path: "alert.create", input: (evil) => alertOf(evil), keeps: ["alertId"] },
  { path: "alert.change", input: (evil, { alertId }) => ({ alertId, alert: alertOf(evil) }) },
  {
    path: "webhookIn.create",
    input: (evil, { accountId }) => ({ name: evil, source: "generic", accountId, template: null, limits: null }),
    keeps: ["hookId"],
  },
  { path: "webhookIn.change", input: (evil, { hookId }) => ({ hookId, name: evil }) },
  {
    path: "webhookIn.tryOut",
    input: (evil, { hookId }) => ({ hookId, body: JSON.stringify({ action: evil, text: evil }) }),
  },
  { path: "webhookOut.create", input: (evil) => ({ name: evil, url: "https://example.com/hook", kinds: ["fill"] }) },
  { path: "notify.addChannel", input: (evil) => ({ kind: "webhook", name: evil, url: "https://example.com/hook" }) },
  {
    path: "notify.saveHouse",
    input: (evil) => ({
      publicUrl: null,
      allowPrivate: false,
      mail: { host: "mail.example.com", port: 25, secure: false, user: evil, from: "bifrost@example.com" },
    }),
  },
  {
    path: "instrument.create",
    input: (evil) => ({
      symbol: `E${crypto.randomUUID().slice(0, 8)}`.toUpperCase(),
      name: evil,
      kind: "crypto",
      currency: "USD",
      sector: evil,
      timeZone: "UTC",
    }),
  },
  { path: "instrument.edit", input: (evil) => ({ symbol: "BOLT", change: { name: evil, sector: evil } }) },
  {
    path: "instrument.linkAlias",
    input: (evil) => ({
      symbol: "BOLT",
      alias: { source: "yahoo", alias: `${evil}${crypto.randomUUID().slice(0, 4)}`, venue: evil },
    }),
  },
  {
    path: "screen.save",
    input: (evil) => ({
      screenId: null,
      definition: {
        name: `${evil}${crypto.randomUUID().slice(0, 4)}`,
        shared: false,
        condition: CONDITION,
        universe: { kind: "all" },
        resolution: "1d",
        schedule: { kind: "manual" },
        benchmark: null,
      },
    }),
  },
  {
    path: "preset.save",
    input: (evil) => ({
      presetId: null,
      strategy: "sma-cross",
      name: `${evil}${crypto.randomUUID().slice(0, 4)}`,
      params: {},
    }),
  },
  {
    path: "strategy.save",
    input: (evil) => ({
      slug: `evil-${crypto.randomUUID().slice(0, 8)}`,
      kind: "code",
      source: `// ${evil}\n${SOURCE}`,
      note: evil,
      from: null,
    }),
  },
  {
    path: "risk.ask",
    input: (evil, { accountId }) => ({
      limitId: null,
      scope: { of: "account", subject: accountId },
      name: evil,
      terms: { kind: "order_value", value: "5" },
      reason: evil,
    }),
  },
  {
    path: "risk.setProtection",
    input: (evil, { accountId }) => ({
      accountId,
      // Another each time: what changes nothing is refused.
      terms: { mode: "alert", afterSeconds: 60, distance: 0.01 + Math.random() / 10, surplus: "keep" },
      reason: evil,
    }),
  },
  {
    path: "marketEvent.import",
    input: (evil) => ({
      text: `date,kind,title\n2026-03-04,economic,"${evil.replaceAll('"', '""')}"\n`,
      source: evil,
      timeZone: "UTC",
    }),
  },
  {
    path: "corporateAction.import",
    input: (evil) => ({ symbol: "BOLT", text: "date,kind,ratio\n2026-03-04,split,2:1\n", source: evil }),
  },
  {
    path: "risk.addScenario",
    input: (evil) => ({
      name: `${evil}${crypto.randomUUID().slice(0, 4)}`,
      shocks: [{ of: "symbol", name: "ACME", change: -0.5 }],
    }),
  },
  {
    path: "deployments.create",
    input: (evil, { accountId }) => ({
      name: evil,
      strategy: "sma-cross",
      instruments: ["ACME"],
      resolution: "1d",
      accountId,
      capital: "100",
      schedule: "always",
    }),
  },
  { path: "desk.save", input: (evil) => ({ name: evil, device: "desktop", body: deskOf(evil) }) },
  { path: "desk.keep", input: (evil) => ({ device: "desktop", body: deskOf(evil) }) },
  {
    path: "publication.publish",
    input: (evil) => ({ strategy: "sma-cross", presets: [{ name: evil, params: {} }], isFree: true, note: evil }),
  },
];
