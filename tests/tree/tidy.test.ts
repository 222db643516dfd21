import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { CODE_BY_KIND } from "../../src/server/flows/errors";
import { listFiles, read } from "./files";

const files = listFiles();
const modules = readdirSync("src/modules").filter((name) => !name.startsWith("_"));
const typescript = files.filter((path) => /\.tsx?$/.test(path));
const production = typescript.filter(
  (path) => /^(src|workers|cli)\//.test(path) && !/\.test\.tsx?$/.test(path) && !path.includes("/testing/"),
);

/** Which folder owns a table: only there may its name stand in SQL. */
const TABLE_OWNERS: Readonly<Record<string, string>> = {
  user_account: "src/server/platform/identity/",
  user_session: "src/server/platform/identity/",
  setting: "src/server/platform/settings/",
  job: "src/server/platform/work/",
  outbox: "src/server/platform/work/",
  worker_process: "src/server/platform/work/",
  sign_in_throttle: "src/server/platform/identity/",
  user_authenticator: "src/server/platform/identity/",
  invitation: "src/server/platform/identity/",
  health_sample: "src/server/platform/health/",
  factor_rule: "src/server/platform/identity/",
  recovery_code: "src/server/platform/identity/",
  passkey: "src/server/platform/identity/",
  passkey_answer: "src/server/platform/identity/",
  api_key: "src/server/platform/identity/",
  api_throttle: "src/server/platform/identity/",
  webhook_in: "src/server/platform/hooks/",
  webhook_in_call: "src/server/platform/hooks/",
  notification: "src/server/platform/notify/",
  notify_channel: "src/server/platform/notify/",
  notify_rule: "src/server/platform/notify/",
  notify_habit: "src/server/platform/notify/",
  notify_delivery: "src/server/platform/notify/",
  notify_ping: "src/server/platform/notify/",
  alert_rule: "src/server/flows/alerts/",
  alert_firing: "src/server/flows/alerts/",
  desk_layout: "src/server/flows/desk/",
  webhook_out: "src/server/flows/webhooks-out/",
  webhook_out_delivery: "src/server/flows/webhooks-out/",
  audit_log: "src/server/platform/audit/",
  audit_seal: "src/server/platform/audit/",
  instrument: "src/modules/data/infra/",
  instrument_alias: "src/modules/data/infra/",
  watchlist: "src/modules/data/infra/",
  watchlist_item: "src/modules/data/infra/",
  bar: "src/modules/data/infra/",
  bar_revision: "src/modules/data/infra/",
  bar_import: "src/modules/data/infra/",
  bar_series: "src/modules/data/infra/",
  data_finding: "src/modules/data/infra/",
  series_quality: "src/modules/data/infra/",
  series_month: "src/modules/data/infra/",
  bar_disagreement: "src/modules/data/infra/",
  bar_fetch: "src/modules/data/infra/",
  bar_follow: "src/modules/data/infra/",
  corporate_action: "src/modules/data/infra/",
  market_event: "src/modules/data/infra/",
  replay_session: "src/modules/data/infra/replay/",
  replay_instrument: "src/modules/data/infra/replay/",
  screen: "src/modules/data/infra/screener/",
  screen_run: "src/modules/data/infra/screener/",
  screen_hit: "src/modules/data/infra/screener/",
  feed: "src/modules/data/infra/",
  feed_state: "src/modules/data/infra/",
  feed_quarantine: "src/modules/data/infra/",
  feed_stream: "src/modules/data/infra/",
  bar_retention: "src/modules/data/infra/",
  instrument_recording: "src/modules/data/infra/",
  folder_file: "src/modules/data/infra/folder/",
  feed_search: "src/modules/data/infra/",
  secret: "src/server/platform/secrets/",
  backtest_run: "src/modules/strategy/infra/",
  backtest_run_instrument: "src/modules/strategy/infra/",
  backtest_series: "src/modules/strategy/infra/",
  backtest_examination: "src/modules/strategy/infra/",
  backtest_note: "src/modules/strategy/infra/",
  strategy_definition: "src/modules/strategy/infra/own/",
  strategy_version: "src/modules/strategy/infra/own/",
  strategy_preset: "src/modules/strategy/infra/own/",
  strategy_publication: "src/modules/strategy/infra/own/",
  strategy_withdrawal: "src/modules/strategy/infra/own/",
  deployment: "src/modules/strategy/infra/deployment/",
  deployment_claim: "src/modules/strategy/infra/deployment/",
  deployment_transition: "src/modules/strategy/infra/deployment/",
  deployment_epoch: "src/modules/strategy/infra/deployment/",
  deployment_decision: "src/modules/strategy/infra/deployment/",
  deployment_order: "src/modules/strategy/infra/deployment/",
  deployment_fill: "src/modules/strategy/infra/deployment/",
  deployment_approval: "src/modules/strategy/infra/deployment/",
  account_allocation: "src/modules/strategy/infra/deployment/",
  deployment_change: "src/modules/strategy/infra/deployment/",
  deployment_change_decision: "src/modules/strategy/infra/deployment/",
  deployment_capital: "src/modules/strategy/infra/deployment/",
  deployment_virtual_fill: "src/modules/strategy/infra/deployment/",
  deployment_assigned: "src/modules/strategy/infra/deployment/",
  deployment_parity: "src/modules/strategy/infra/deployment/",
  search_run: "src/modules/strategy/infra/",
  search_chunk: "src/modules/strategy/infra/",
  search_series: "src/modules/strategy/infra/",
  portfolio: "src/modules/portfolio/infra/",
  portfolio_account: "src/modules/portfolio/infra/",
  account_member: "src/modules/portfolio/infra/ledger/",
  ledger_batch: "src/modules/portfolio/infra/ledger/",
  ledger_posting: "src/modules/portfolio/infra/ledger/",
  ledger_balance: "src/modules/portfolio/infra/ledger/",
  ledger_due: "src/modules/portfolio/infra/ledger/",
  ledger_position: "src/modules/portfolio/infra/ledger/",
  ledger_lot: "src/modules/portfolio/infra/ledger/",
  risk_limit: "src/modules/risk/infra/",
  risk_limit_change: "src/modules/risk/infra/",
  risk_limit_decision: "src/modules/risk/infra/",
  order_approval: "src/modules/risk/infra/",
  order_approval_decision: "src/modules/risk/infra/",
  risk_scenario: "src/modules/risk/infra/",
  halt_drill: "src/modules/risk/infra/",
  protection_change: "src/modules/risk/infra/",
  protection_decision: "src/modules/risk/infra/",
  protection_policy: "src/modules/risk/infra/",
  protection_watch: "src/modules/risk/infra/",
  protection_event: "src/modules/risk/infra/",
  risk_simulation: "src/modules/risk/infra/",
  risk_watch: "src/modules/risk/infra/",
  risk_event: "src/modules/risk/infra/",
  order_intent: "src/modules/execution/infra/",
  order_event: "src/modules/execution/infra/",
  trade_order: "src/modules/execution/infra/",
  execution_fill: "src/modules/execution/infra/",
  paper_amendment: "src/modules/execution/infra/",
  order_algo: "src/modules/execution/infra/algo/",
  order_algo_child: "src/modules/execution/infra/algo/",
  order_algo_transition: "src/modules/execution/infra/algo/",
  order_request: "src/modules/execution/infra/",
  trading_state: "src/modules/execution/infra/",
  venue_cursor: "src/modules/execution/infra/",
  venue_stray: "src/modules/execution/infra/",
  paper_cash: "src/modules/execution/infra/",
  reconcile_run: "src/modules/execution/infra/",
  reconcile_item: "src/modules/execution/infra/",
  practice_outage: "src/modules/execution/infra/",
  paper_terms: "src/modules/execution/infra/",
  paper_venue: "src/modules/execution/infra/",
  paper_order: "src/modules/execution/infra/",
  paper_event: "src/modules/execution/infra/",
  paper_position: "src/modules/execution/infra/",
  lease: "src/server/platform/work/",
  quote: "src/modules/data/infra/",
  live_view: "src/server/platform/live/",
};

/** Rules about the tree itself that no linter states. Each message says what to do. */
describe("tidy", () => {
  it.each(modules)("%s says what it is and has its doors", (name) => {
    const missing = ["README.md", "index.ts", "server.ts"].filter((file) => !existsSync(`src/modules/${name}/${file}`));
    expect(missing, `add these to src/modules/${name}`).toEqual([]);
    const readme = read(`src/modules/${name}/README.md`);
    const silent = ["What for", "Owns", "Always true", "Depends on", "To add"].filter(
      (part) => !readme.includes(`**${part}`),
    );
    expect(silent, `say this in src/modules/${name}/README.md`).toEqual([]);
  });

  it("has a test beside every decision", () => {
    const untested = files
      .filter((path) => /\/domain\/.*[^/]+\.ts$/.test(path) && !path.endsWith(".test.ts"))
      .filter((path) => /^export (async )?function /m.test(read(path)))
      .filter((path) => !existsSync(path.replace(/\.ts$/, ".test.ts")));
    expect(untested, "write <name>.test.ts next to each of these").toEqual([]);
  });

  it("names a table only where it is owned", () => {
    // A million orders through the flows would take a day: the bench writes its history by itself, into a database that it drops.
    const asking = production.filter((path) => path !== "cli/bench/order-history.ts");
    const trespass = asking.flatMap((path) => {
      const named = new Set([...read(path).matchAll(TABLE_IN_SQL)].map(([, table = ""]) => table));
      return [...named].flatMap((table) => {
        const owner = TABLE_OWNERS[table];
        return owner === undefined || path.startsWith(owner) ? [] : [`${path} names ${table}, which ${owner} owns`];
      });
    });
    expect(trespass, "ask the owner through its port").toEqual([]);
  });

  it("knows the owner of every table", () => {
    const created = files
      .filter((path) => /^prisma\/migrations\/.*\/migration\.sql$/.test(path))
      .flatMap((path) => [...read(path).matchAll(/CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?"?(\w+)"?\s*\(/gi)])
      .map((match) => match[1] ?? "");
    expect(created.length).toBeGreaterThan(5);
    const unowned = created.filter((table) => !(table in TABLE_OWNERS));
    expect(unowned, "add the owner to TABLE_OWNERS").toEqual([]);
  });

  it("leaves nothing half-said", () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b|[Cc]oming soon|[Ll]orem ipsum|[Nn]ot implemented/;
    const found = files
      .filter((path) => /\.(tsx?|mjs|sql|md|css|ya?ml)$/.test(path) && !path.startsWith("tests/tree/"))
      .filter((path) => marks.test(read(path)));
    expect(found, "finish it or delete it").toEqual([]);
  });

  it("switches no check off in a file", () => {
    const found = typescript.filter((path) =>
      /@ts-(ignore|nocheck|expect-error)|(oxlint|eslint)-disable(?!-(?:next-)?line [\w/-]+(?:, [\w/-]+)* -- )/.test(
        path.startsWith("tests/tree/") ? "" : read(path),
      ),
    );
    expect(found, "only `-disable-[next-]line <rule> -- <reason>` is allowed").toEqual([]);
  });

  it("says every refusal in words", () => {
    const catalog = files
      .filter((path) => path.startsWith("src/app/messages/"))
      .map(read)
      .join("\n");
    const silent = Object.keys(CODE_BY_KIND).filter((kind) => {
      const [noun = "", what = ""] = kind.split(".");
      return !new RegExp(`\\b${noun}\\b`).test(catalog) || !new RegExp(`\\b${what}\\b`).test(catalog);
    });
    expect(silent, "add errors.<kind> to the message catalog").toEqual([]);
  });

  it("keeps decisions short and complete", () => {
    const adrs = files.filter((path) => /^docs\/adr\/\d{4}-.*\.md$/.test(path));
    expect(adrs.length).toBeGreaterThan(0);
    const wanting = adrs.filter((path) => {
      const text = read(path);
      return !["**Context.**", "**Choice.**", "**What we gave up.**"].every((part) => text.includes(part));
    });
    expect(wanting, "an ADR says context, choice and what we gave up").toEqual([]);
  });

  it("begins with test files that there are", () => {
    const named = [...read("vitest.config.ts").matchAll(/^ {2}"([^"]+\.(?:int\.test|e2e)\.ts)",$/gm)].map(
      ([, path = ""]) => path,
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
  });

  it("has no dead link in its documents", () => {
    const dead = files
      .filter((path) => path.endsWith(".md"))
      .flatMap((path) =>
        [...read(path).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)/g)]
          .map((match) => match[1] ?? "")
          .filter((target) => !existsSync(normalize(join(dirname(path), target))))
          .map((target) => `${path} -> ${target}`),
      );
    expect(dead).toEqual([]);
  });
});

/** A table as a word after FROM, JOIN, INTO, UPDATE, COPY or TABLE inside SQL. */
const TABLE_IN_SQL = /\b(?:FROM|JOIN|INTO|UPDATE|COPY|TABLE)\s+"?(\w+)"?(?![\w.])/g;
