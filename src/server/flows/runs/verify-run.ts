import { z } from "zod";
import { err, ok, type Result, RunId } from "@/modules/_kernel";
import { type BacktestSpec, symbolsOf } from "@/modules/strategy";
import { makeRunStore } from "@/modules/strategy/server";
import { toAppError } from "../backtest-views";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeStoredBacktest } from "../run-backtest";
import { fingerprintOf, publicKeyOf, readSignedRun, type SignedRunError } from "./signed-run";
import { readSigningKey } from "./signing-key";

/** What is true of an exported run here. */
export interface VerifiedRun {
  readonly runId: string;
  readonly strategy: string;
  readonly symbols: readonly string[];
  /** Of the key it was signed with, and whether that is this installation's own. */
  readonly fingerprint: string;
  readonly isOwn: boolean;
  readonly code: { readonly exported: string; readonly here: string };
  /** Running it here: the same data and bits, or what is in the way. */
  readonly again:
    | { readonly kind: "ran"; readonly sameData: boolean; readonly sameBits: boolean }
    | { readonly kind: "refused"; readonly error: AppError };
}

const Spec = z.object({
  strategy: z.string(),
  params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  symbol: z.string(),
  resolution: z.enum(["1m", "5m", "15m", "1h", "4h", "1d", "1w", "1mo"]),
  from: z.string().nullable(),
  to: z.string().nullable(),
  adjustment: z.enum(["raw", "split", "total_return"]),
  cash: z.number(),
  commissionPercent: z.number(),
  slippageBps: z.number(),
  others: z.array(z.string()).exactOptional(),
  benchmark: z.string().exactOptional(),
  financing: z
    .object({ creditPercent: z.number(), debitPercent: z.number(), borrowPercent: z.number() })
    .exactOptional(),
});

type Deps = Pick<FlowDeps, "sql" | "prisma" | "clock" | "build" | "dataDir">;
type Pacing = Parameters<ReturnType<typeof makeStoredBacktest>>[2];

/**
 * Checks the signature of an exported run, and runs it here: on the data as the run knew them where this installation has
 * that run, else on today's.
 */
export async function verifyRun(
  deps: Deps,
  text: string,
  pacing: Pacing,
): Promise<Result<VerifiedRun, SignedRunError>> {
  const read = readSignedRun(text);
  if (!read.ok) return read;
  const { run, signature } = read.value;
  const spec = Spec.safeParse(run.spec);
  if (!spec.success) return err({ kind: "run_file.malformed", path: "run.spec" });
  const own = publicKeyOf(await readSigningKey(deps.dataDir));
  return ok({
    runId: run.runId,
    strategy: spec.data.strategy,
    symbols: symbolsOf(spec.data),
    fingerprint: fingerprintOf(signature.publicKey),
    isOwn: own === signature.publicKey,
    code: { exported: run.card.code, here: deps.build.commit },
    again: await runAgain(
      deps,
      { runId: run.runId, spec: spec.data, dataHash: run.card.dataHash, resultHash: run.resultHash },
      pacing,
    ),
  });
}

interface Claimed {
  readonly runId: string;
  readonly spec: BacktestSpec;
  readonly dataHash: string;
  readonly resultHash: string;
}

async function runAgain(deps: Deps, claimed: Claimed, pacing: Pacing): Promise<VerifiedRun["again"]> {
  const { runId, spec, dataHash, resultHash } = claimed;
  const here = RunId.is(runId) ? await makeRunStore(deps.sql, deps.prisma).find(runId) : null;
  const outcome = await makeStoredBacktest(deps)(spec, here?.card ?? null, pacing);
  if (!outcome.ok) return { kind: "refused", error: toAppError(outcome.error) };
  const { card, resultHash: made } = outcome.value;
  return { kind: "ran", sameData: card.dataHash === dataHash, sameBits: made === resultHash };
}
