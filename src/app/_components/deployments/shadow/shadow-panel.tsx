"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { FailedState, Link, Panel, SignedNumber } from "@/app/_components/ui";
import { formatInteger, formatMoney, NOT_AVAILABLE } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { numberOf } from "../../desk/blotter/column-parts";
import { deploymentHref } from "../deployment-href";
import type { DeploymentDetail } from "../types";

type Pair = RouterOutputs["deployments"]["shadows"][number];

const REFRESH_MS = 30_000;

/** What runs beside it without trading: signals, fills and profit of both over the same bars, and what differs first. */
export function ShadowPanel({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deploymentTrials.compare");
  const trpc = useTRPC();
  const { deploymentId, currency } = deployment;
  const pairs = useQuery({
    ...trpc.deployments.shadows.queryOptions({ deploymentId }, { meta: { quiet: true } }),
    refetchInterval: REFRESH_MS,
  });
  if (pairs.error !== null && pairs.data === undefined)
    return <FailedState title={t("failed")} error={pairs.error} onRetry={() => void pairs.refetch()} />;
  if (pairs.data === undefined || pairs.data.length === 0) return null;
  return (
    <Panel title={t("title")} className="shrink-0 border-t border-line-2">
      {pairs.data.map((pair) => (
        <Comparison key={pair.shadow.deploymentId} pair={pair} currency={currency} here={deploymentId} />
      ))}
    </Panel>
  );
}

const HEAD = "pt-1.5 pb-1 text-right font-normal";

function Comparison({
  pair,
  currency,
  here,
}: {
  readonly pair: Pair;
  readonly currency: string;
  readonly here: string;
}) {
  const t = useTranslations("deploymentTrials.compare");
  const parity = useTranslations("deployments.parity");
  const format = useFormat();
  const { live, shadow, first, decisions, alike, from, to } = pair;
  return (
    <section aria-label={shadow.name} className="border-b border-line-1 last:border-b-0">
      <table className="num w-full text-12 leading-4.5">
        <caption className="px-3 pt-2 text-left text-tx-2 max-md:px-4">
          {from === null || to === null
            ? t("noBars")
            : t("over", {
                alike: formatInteger(alike),
                decisions: formatInteger(decisions),
                from: format.dateTime(from),
                to: format.dateTime(to),
              })}
        </caption>
        <thead>
          <tr className="text-tx-3">
            <th scope="col" className="pt-1.5 pb-1 pl-3 text-left font-normal max-md:pl-4">
              {t("which")}
            </th>
            <th scope="col" className={HEAD}>
              {t("signals")}
            </th>
            <th scope="col" className={HEAD}>
              {t("fills")}
            </th>
            <th scope="col" className={`${HEAD} pr-3 max-md:pr-4`}>
              {t("pnl", { currency })}
            </th>
          </tr>
        </thead>
        <tbody>
          {[live, shadow].map((side) => (
            <tr key={side.deploymentId} className="h-6">
              <td className="max-w-0 truncate pl-3 max-md:pl-4">
                {side.deploymentId === here ? (
                  <b className="font-medium">{side.name}</b>
                ) : (
                  <Link href={deploymentHref(side.deploymentId)} className="hover:underline">
                    {side.name}
                  </Link>
                )}{" "}
                <span className="text-tx-3">
                  {t(side === live ? "trades" : "shadow", { version: side.strategyVersion })}
                </span>
              </td>
              <td className="text-right">{formatInteger(side.signals)}</td>
              <td className="text-right">{formatInteger(side.fills)}</td>
              <td className="pr-3 text-right max-md:pr-4">
                <SignedNumber
                  value={numberOf(side.pnl)}
                  text={formatMoney(numberOf(side.pnl), currency, { signed: true })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {first === null ? null : (
        <p className="num px-3 pt-1 pb-2 text-12 text-tx-2 max-md:px-4">
          {t("first", {
            time: format.dateTime(first.barAt),
            symbol: first.symbol,
            what: parity(`what.${first.what}`),
            live: first.live ?? NOT_AVAILABLE,
            shadow: first.engine ?? NOT_AVAILABLE,
          })}
        </p>
      )}
    </section>
  );
}
