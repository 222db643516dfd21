"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { writeQty } from "@/app/_components/desk/trading/amounts";
import { Button, FailedState, Panel } from "@/app/_components/ui";
import { formatDuration } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import { useFormat } from "@/app/_lib/use-format";
import { minds } from "@/modules/risk";
import type { RouterOutputs } from "@/server/api/root";
import { ProtectionChange } from "./protection-change";
import { ProtectionDialog } from "./protection-dialog";
import { usePlanWords, usePolicyWords } from "./use-protection-words";

type Protection = RouterOutputs["risk"]["protection"];

const READ_EVERY_MS = 5_000;
const EVENTS_SHOWN = 5;
const TONE = { covered: "text-accent", partial: "text-warn", bare: "text-danger", oversized: "text-warn" } as const;

/** Whether stops cover what an account holds, how long of the day they did not, and what is done about it. */
export function ProtectionPanel({ accountId }: { readonly accountId: string }) {
  const t = useTranslations("portfolioRisk.protection");
  const trpc = useTRPC();
  const [isChanging, setChanging] = useState(false);
  const { data, error, refetch } = useQuery({
    ...trpc.risk.protection.queryOptions({ accountId }, { meta: { quiet: true } }),
    refetchInterval: READ_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  if (data === undefined)
    return error === null ? null : (
      <Panel title={t("title")}>
        <FailedState title={t("failed")} error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  const change = data.policy.mayAsk ? (
    <Button size="sm" onClick={() => setChanging(true)}>
      {t("policy.change")}
    </Button>
  ) : undefined;
  return (
    <Panel title={t("title")} sub={t("sub")} tools={change}>
      {data.positions.length === 0 ? (
        <p className="px-3 py-2 text-12 text-tx-2 max-md:px-4">{t("nothing")}</p>
      ) : (
        <Positions data={data} />
      )}
      {data.orphans.map(({ orderId, symbol }) => (
        <p key={orderId} className="border-t border-line-1 px-3 py-1.5 text-12 text-warn max-md:px-4">
          {t("orphan", { symbol })}
        </p>
      ))}
      <Policy data={data} />
      <Events data={data} />
      {isChanging ? <ProtectionDialog protection={data} onClose={() => setChanging(false)} /> : null}
    </Panel>
  );
}

function Positions({ data }: { readonly data: Protection }) {
  const t = useTranslations("portfolioRisk.protection");
  return (
    <table className="w-full text-12">
      <caption className="sr-only">{t("title")}</caption>
      <thead>
        <tr className="h-6 text-11 text-tx-3">
          {(["symbol", "state"] as const).map((column) => (
            <th key={column} scope="col" className="px-3 text-left font-normal max-md:px-4">
              {t(`columns.${column}`)}
            </th>
          ))}
          {(["now", "today"] as const).map((column) => (
            <th key={column} scope="col" className="px-3 text-right font-normal max-md:px-4">
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.positions.map(({ symbol, qty, covered, state, since, unprotectedMs }) => (
          <tr key={symbol} className="h-7 border-t border-line-1">
            <th scope="row" className="px-3 text-left font-normal max-md:px-4">
              {symbol}
            </th>
            <td className={`px-3 max-md:px-4 ${TONE[state]}`}>
              {t(`state.${state}`, { covered: writeQty(covered), qty: writeQty(qty) })}
            </td>
            <td className="num px-3 text-right max-md:px-4">
              {since === null ? "" : formatDuration(data.asOf - since)}
            </td>
            <td className="num px-3 text-right text-tx-2 max-md:px-4">{formatDuration(unprotectedMs)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is done where stops do not cover, what comes next by it, and what waits for a second person. */
function Policy({ data }: { readonly data: Protection }) {
  const t = useTranslations("portfolioRisk.protection.policy");
  const policy = usePolicyWords();
  const plan = usePlanWords();
  const { terms } = data.policy;
  const next = data.plans.filter(({ fault }) => minds(terms, fault));
  return (
    <section aria-label={t("title")} className="border-t border-line-1 px-3 py-2 text-12 max-md:px-4">
      <p className="text-tx-2">{policy(terms)}</p>
      {next.map((each) => (
        <p key={`${each.symbol} ${each.fault}`} className="mt-1">
          {plan(each, { dueAt: each.dueAt, asOf: data.asOf, afterSeconds: terms.afterSeconds })}
        </p>
      ))}
      {data.policy.changes
        .filter(({ state }) => state === "waiting")
        .map((change) => (
          <ProtectionChange key={change.changeId} change={change} />
        ))}
    </section>
  );
}

/** What was seen and done. */
function Events({ data }: { readonly data: Protection }) {
  const t = useTranslations("portfolioRisk.protection");
  const text = useCatalogText();
  const format = useFormat();
  if (data.events.length === 0) return null;
  return (
    <ul className="border-t border-line-1 text-12">
      {data.events.slice(0, EVENTS_SHOWN).map(({ eventId, at, symbol, fault, event, facts }) => (
        <li key={eventId} className="flex flex-wrap items-baseline gap-x-3 px-3 py-1 max-md:px-4">
          <time className="num text-11 text-tx-3">{format.dateTime(at, true)}</time>
          <span className="min-w-0 flex-1 basis-60">
            {event === "over"
              ? t("over", { fault, symbol })
              : text(`notifications.text.protection.${event}`, {
                  account: data.account,
                  symbol,
                  fault,
                  ...primitives(facts),
                })}
          </span>
        </li>
      ))}
    </ul>
  );
}

const primitives = (facts: Readonly<Record<string, unknown>>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === "string" || typeof value === "number" ? [[name, value]] : [],
    ),
  );
