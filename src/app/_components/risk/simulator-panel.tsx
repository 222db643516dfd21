"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { LinesChart } from "@/app/_components/charts/lines-chart";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { Banner, Button, Field, Select } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatMoney, formatNumber } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterInputs } from "@/server/api/root";
import { type LimitDraft, termsOfDraft } from "./limit-draft";
import { type LimitReplay, ReplayTables } from "./replay-tables";

type Asked = RouterInputs["risk"]["simulate"];

/** Backtests to choose from: the newest. */
const RUNS_LISTED = 20;

/** What the limit in the form would have done to a past, before anybody sets it. */
export function SimulatorPanel({ draft }: { readonly draft: LimitDraft }) {
  const t = useTranslations("risk.simulator");
  const say = useFailureText();
  const trpc = useTRPC();
  const sources = useSources();
  const [chosen, setChosen] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const value = chosen ?? sources[0]?.value ?? null;
  const replay = useQuery({
    ...trpc.risk.simulate.queryOptions(asked ?? { terms: {}, source: { of: "account", accountId: "none" } }, {
      meta: { quiet: true },
    }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
  });
  const source = sourceOf(value);
  const terms = termsOfDraft(draft);
  const isStale = asked !== null && JSON.stringify(asked) !== JSON.stringify(askedOf(terms, source));
  const run = () => {
    const next = askedOf(terms, source);
    if (next !== null) setAsked(next);
  };
  return (
    <section aria-label={t("title")} className="flex min-w-0 flex-col gap-3">
      <h3 className="font-semibold">{t("title")}</h3>
      <p className="text-11 text-tx-3">{t("intro")}</p>
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label={t("source")}>
            <Select value={value} options={sources} onChange={setChosen} placeholder={t("noSource")} />
          </Field>
        </div>
        <Button busy={replay.isFetching} disabled={source === null || "line" in terms} onClick={run}>
          {t("run")}
        </Button>
      </div>
      {replay.error === null || asked === null ? null : <Banner tone="warn">{say(toFailure(replay.error))}</Banner>}
      {asked === null || replay.data === undefined || replay.error !== null ? null : (
        <div className={isStale ? "flex flex-col gap-3 opacity-60" : "flex flex-col gap-3"}>
          {isStale ? <p className="text-11 text-warn">{t("stale")}</p> : null}
          <Replay replay={replay.data} kind={draft.kind} />
        </div>
      )}
    </section>
  );
}

function askedOf(terms: ReturnType<typeof termsOfDraft>, source: Asked["source"] | null): Asked | null {
  return source === null || "line" in terms ? null : { terms: terms.terms, source };
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

function Replay({ replay, kind }: { readonly replay: LimitReplay; readonly kind: LimitDraft["kind"] }) {
  const t = useTranslations("risk.simulator");
  const { currency, days, unknownDays, orders, firedDays, refusedOrders, gained, curve, isIntraday } = replay;
  const money = (value: number) => formatMoney(value, currency);
  const lines = useMemo(() => {
    const time = Float64Array.from(curve, ({ atMs }) => atMs);
    return [
      { id: "was", name: t("was"), time, values: Float64Array.from(curve, ({ was }) => was) },
      { id: "would", name: t("would"), time, values: Float64Array.from(curve, ({ would }) => would) },
    ];
  }, [curve, t]);
  const result = gained === 0 ? "same" : gained > 0 ? "saved" : "cost";
  return (
    <>
      <output className="block text-13">
        {t("fired", { firedDays, days, refusedOrders, orders })}{" "}
        <b className={gained > 0 ? "text-accent" : gained < 0 ? "text-warn" : ""}>
          {t(result, { amount: money(Math.abs(gained)), currency })}
        </b>
      </output>
      {unknownDays > 0 ? <p className="text-11 text-tx-3">{t("unknownDays", { unknownDays })}</p> : null}
      {isIntraday ? null : <p className="text-11 text-tx-3">{t("daily")}</p>}
      {curve.length < 2 ? null : (
        <LinesChart
          label={t("chart")}
          summary={t("chartSummary", {
            was: money(curve.at(-1)?.was ?? 0),
            would: money(curve.at(-1)?.would ?? 0),
            currency,
          })}
          lines={lines}
          write={money}
          writeTick={(value) => formatNumber(value)}
          className="h-40"
        />
      )}
      <ReplayTables replay={replay} kind={kind} />
      <p className="text-11 text-tx-3">{t("hint")}</p>
    </>
  );
}
