import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import { findIndicator, isResolution } from "@/modules/data";
import { readParams } from "../../domain/define-strategy";
import type { StrategyFacts } from "../../domain/own/own-strategy";
import type { OwnVersion } from "../../domain/own/own-version";
import { paramsSchema } from "../../domain/own/params-schema";
import type { PortfolioStrategyDefinition } from "../../domain/portfolio/define-portfolio-strategy";
import type { SessionCloses, StrategyDefinition, StrategyError, StrategyParams } from "../../domain/strategy";
import { StrategyFault } from "../../domain/strategy-fault";
import { type FeedIndicator, streamedLines } from "./indicator-feed";
import type { Layout, PlacedIndicator } from "./layout";
import { SandboxPortfolioRun, SandboxRun } from "./sandbox-run";
import type { AskFile } from "./vm-ask";

/** One version of a strategy in code, ready to run. */
export interface CodeVersion {
  /** As run cards name it: slug and number. */
  readonly name: string;
  readonly version: string;
  readonly compiled: string;
  readonly facts: StrategyFacts;
  readonly isTrusted?: boolean;
}

const ownOf = ({ name, version, compiled, isTrusted = false }: CodeVersion): OwnVersion => ({
  kind: "code",
  name,
  version,
  compiled,
  isTrusted,
});

/** Chance in a strategy is drawn from this: the same run, the same draws. */
const SEED = 20_261_126;
/** Readings of one instrument: far more than a rule can look at. */
const SLOTS_MAX = 500;
const WARM_UP_MAX = 1_000_000;

const PreparedSchema = z.object({
  faults: z.array(z.object({ path: z.string(), message: z.string().max(300) })).max(50),
  warmUpBars: z.int("warmUpBars gives a whole number").min(0).max(WARM_UP_MAX).default(0),
  indicators: z
    .array(
      z.object({
        name: z.string().max(80),
        kind: z.string().nullable(),
        params: z.record(z.string(), z.number()),
        only: z.string().nullable(),
        resolution: z.string().nullable(),
      }),
    )
    .max(SLOTS_MAX)
    .default([]),
});
const DescribedSchema = z.object({ handlers: z.array(z.string()) });

interface Prepared {
  readonly params: StrategyParams;
  readonly warmUpBars: number;
  readonly facts: (
    symbols: readonly string[],
    saved: string | null,
  ) => ConstructorParameters<typeof SandboxPortfolioRun>[0];
}

/** Whether a strategy needs the engine for several instruments or resolutions. */
export const isPortfolio = ({ instruments, series }: StrategyFacts): boolean =>
  instruments.maximum > 1 || series.length > 0;

function prepareCode(version: CodeVersion, ask: AskFile, raw: unknown): Result<Prepared, StrategyError> {
  const { facts, name } = version;
  const read = readParams({ name, schema: paramsSchema(facts.parameters) }, facts.parameters, raw);
  if (!read.ok) return read;
  const params = read.value;
  const parsed = PreparedSchema.safeParse(JSON.parse(ask.prepare(version.compiled, params)));
  const { handlers } = DescribedSchema.parse(JSON.parse(ask.describe(version.compiled)));
  if (!parsed.success) throw factFault(parsed.error.issues[0]?.message ?? "it says something that cannot be");
  const { faults, warmUpBars, indicators } = parsed.data;
  if (faults.length > 0) return err({ kind: "strategy.params_invalid", name, issues: faults });
  const placed = place(indicators, facts.series);
  const has = (handler: string) => handlers.includes(handler);
  return ok({
    params,
    warmUpBars,
    facts: (symbols, saved) => ({
      open: ask.open,
      compiled: version.compiled,
      layout: { symbols, series: facts.series, params, seed: SEED, state: saved, ...placed.layout },
      indicators: placed.feeds,
      handlers: { fill: has("onFill"), session: has("onSessionOpen") || has("onSessionClose") },
    }),
  });
}

/** What is wrong with parameters is said by who prepares with them. */
async function askAhead({ name, facts, compiled }: CodeVersion, ask: AskFile, raw: unknown): Promise<void> {
  const read = readParams({ name, schema: paramsSchema(facts.parameters) }, facts.parameters, raw);
  if (read.ok) await ask.ahead?.(compiled, read.value);
}

const factFault = (message: string) =>
  new StrategyFault({ reason: "facts", message, line: null, column: null, bar: null });

/** Where the readings of declared indicators lie, and which series each is fed from. */
function place(
  indicators: z.output<typeof PreparedSchema>["indicators"],
  series: readonly string[],
): { readonly layout: Pick<Layout, "indicators" | "slots">; readonly feeds: readonly (readonly FeedIndicator[])[] } {
  const feeds: FeedIndicator[][] = [[], ...series.map(() => [])];
  const shown: PlacedIndicator[] = [];
  let slots = 0;
  for (const { name, kind, params, only, resolution } of indicators) {
    const from = resolution === null ? 0 : series.indexOf(resolution) + 1;
    if (resolution !== null && from === 0) {
      throw factFault(`indicators.${name} is on ${resolution}, which is not declared in series`);
    }
    if (kind === null) continue;
    const lines = streamedLines(kind);
    if (lines === null) throw factFault(`indicators.${name}: there is no indicator "${kind}" that can be streamed`);
    const started = findIndicator(kind)?.start(params);
    if (started?.ok === false && started.error.kind === "indicator.bad_param") {
      throw factFault(`indicators.${name}: ${started.error.path} takes ${started.error.expected}`);
    }
    feeds[from]?.push({ name: kind, params, only, slot: slots });
    shown.push({ name, lines: only === null ? lines : null, slot: slots });
    slots += only === null ? lines.length : 1;
  }
  if (slots > SLOTS_MAX) throw factFault(`its indicators have ${slots} readings, at most ${SLOTS_MAX} are computed`);
  return { layout: { indicators: shown, slots }, feeds };
}

/** A version as the engine of one instrument runs it. Breaks with a `StrategyFault` where the strategy does. */
export function openCode(version: CodeVersion, ask: AskFile): StrategyDefinition {
  const { name, facts } = version;
  return {
    name,
    title: facts.title,
    description: facts.description,
    source: facts.source,
    version: version.version,
    schema: paramsSchema(facts.parameters),
    fields: facts.parameters,
    own: ownOf(version),
    ahead: (raw) => askAhead(version, ask, raw),
    prepare(raw) {
      const prepared = prepareCode(version, ask, raw);
      if (!prepared.ok) return prepared;
      const { params, warmUpBars, facts: make } = prepared.value;
      const begin = (saved: string | null, sessions?: SessionCloses) =>
        new SandboxRun(make([""], saved), sessions ?? null);
      return ok({
        params,
        warmUpBars,
        usesSessions: make([""], null).handlers.session,
        start: (sessions) => begin(null, sessions),
        resume: begin,
      });
    },
  };
}

/** A version as the engine of several instruments and resolutions runs it. */
export function openPortfolioCode(version: CodeVersion, ask: AskFile): PortfolioStrategyDefinition {
  const { name, facts } = version;
  return {
    name,
    title: facts.title,
    description: facts.description,
    source: facts.source,
    version: version.version,
    instruments: facts.instruments,
    series: facts.series.filter(isResolution),
    fields: facts.parameters,
    own: ownOf(version),
    ahead: (raw) => askAhead(version, ask, raw),
    prepare(raw) {
      const prepared = prepareCode(version, ask, raw);
      if (!prepared.ok) return prepared;
      const { params, warmUpBars, facts: make } = prepared.value;
      return ok({
        params,
        warmUpBars,
        start: (symbols) => new SandboxPortfolioRun(make(symbols, null)),
        resume: (saved, symbols) => new SandboxPortfolioRun(make(symbols, saved)),
      });
    },
  };
}
