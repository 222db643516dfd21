"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Banner, Button, Field, Select } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { type LimitDraft, termsOfDraft } from "./limit-draft";
import { RecentSimulations } from "./recent-simulations";
import { SimulationReplay, SimulationState } from "./simulation-result";
import { useSimulationWords } from "./use-limit-words";
import type { Asked, useSimulations } from "./use-simulation";

/** Backtests to choose from: the newest. */
const RUNS_LISTED = 20;

interface SimulatorPanelProps {
  readonly draft: LimitDraft;
  readonly limitId: string | null;
  readonly simulations: ReturnType<typeof useSimulations>;
  /** Whether a refusal is told at a field of the form. */
  readonly isPlaced: boolean;
}

/** What the limit in the form would have done to a past, before anybody sets it; and what was tried before. */
export function SimulatorPanel({ draft, limitId, simulations, isPlaced }: SimulatorPanelProps) {
  const t = useTranslations("risk.simulator");
  const say = useFailureText();
  const words = useSimulationWords();
  const sources = useSources();
  const [chosen, setChosen] = useState<string | null>(null);
  const { current, shown, busy, error, asked, start, open, forget } = simulations;
  const panel = useRef<HTMLElement>(null);
  const value = chosen ?? sources[0]?.value ?? null;
  const source = sourceOf(value);
  const terms = termsOfDraft(draft);
  const next = source === null || "line" in terms ? null : { terms: terms.terms, source, limitId };
  const isStale = asked !== null && JSON.stringify(asked) !== JSON.stringify(next);
  return (
    <section ref={panel} aria-label={t("title")} className="flex min-w-0 flex-col gap-3">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="text-11 text-tx-3">{t("intro")}</p>
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label={t("source")}>
            <Select
              value={value}
              options={sources}
              onChange={(other) => {
                forget();
                setChosen(other);
              }}
              placeholder={t("noSource")}
            />
          </Field>
        </div>
        <Button
          busy={busy}
          disabled={next === null}
          onClick={() => {
            if (next === null) return;
            start(next);
            // What comes of it is drawn below, on a phone out of sight.
            panel.current?.scrollIntoView();
          }}
        >
          {t("run")}
        </Button>
      </div>
      {error === null || isPlaced ? null : <Banner tone="warn">{say(toFailure(error))}</Banner>}
      {current === null || error !== null ? null : <SimulationState key={current.simulationId} simulation={current} />}
      {shown?.replay == null || error !== null ? null : (
        <div className={isStale || shown !== current ? "flex flex-col gap-3 opacity-60" : "flex flex-col gap-3"}>
          {isStale ? <p className="text-11 text-warn">{t("stale")}</p> : null}
          {asked === null ? <p className="text-12 text-tx-2">{words.question(shown)}</p> : null}
          <SimulationReplay replay={shown.replay} kind={shown.terms.kind} />
        </div>
      )}
      <RecentSimulations
        limitId={limitId}
        source={source}
        current={shown?.simulationId ?? null}
        onOpen={(simulationId) => {
          open(simulationId);
          // It is shown above the list.
          panel.current?.scrollIntoView();
        }}
      />
    </section>
  );
}

/** Accounts and finished backtests. */
function useSources(): readonly { readonly value: string; readonly label: string }[] {
  const t = useTranslations("risk.simulator");
  const trpc = useTRPC();
  const { accounts, account } = useAccount();
  const runs = useQuery(trpc.backtest.list.queryOptions({ limit: RUNS_LISTED }, { meta: { quiet: true } }));
  return useMemo(() => {
    const own = [...(accounts ?? [])].toSorted(
      (one, other) => Number(other.accountId === account?.accountId) - Number(one.accountId === account?.accountId),
    );
    return [
      ...own.map(({ accountId, name }) => ({ value: `account ${accountId}`, label: t("account", { name }) })),
      ...(runs.data?.rows ?? [])
        .filter(({ status }) => status === "succeeded")
        .map(({ runId, strategyTitle, spec }) => ({
          value: `run ${runId}`,
          label: t("backtest", { strategy: strategyTitle, symbol: spec.symbol, id: runId.slice(-6) }),
        })),
    ];
  }, [accounts, account, runs.data, t]);
}

function sourceOf(value: string | null): Asked["source"] | null {
  const [of, id] = value?.split(" ") ?? [];
  if (id === undefined) return null;
  return of === "run" ? { of, runId: id } : { of: "account", accountId: id };
}
