"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, FailedState, Panel, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { DeploymentDetail } from "../types";

const SKELETON_ROWS = 4;
const SHOWN = 8;
const percent = (score: number) => formatPercent(score, { decimals: score === 1 ? 0 : 2 });

/** Each session against what the engine decides on the stored bars: how many are alike, and what differs first. */
export function ParityPanel({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments.parity");
  const say = useFailureText();
  const format = useFormat();
  const mayTrade = useMayTrade();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { deploymentId, decisions } = deployment;
  const parity = useQuery(trpc.deployments.parity.queryOptions({ deploymentId }, { meta: { quiet: true } }));
  const compare = useMutation(
    trpc.deployments.compareParity.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ session, score }) => notify("success", t("done", { session, score: percent(score) })),
      onError: (error) => notifyFailed(t("failed"), say(toFailure(error))),
      onSettled: () => void queryClient.invalidateQueries(trpc.deployments.pathFilter()),
    }),
  );
  const rows = parity.data;
  const first = rows?.find((row) => row.first !== null)?.first ?? null;
  return (
    <Panel
      title={t("title")}
      sub={
        rows?.[0] === undefined ? undefined : t("alikeOn", { score: percent(rows[0].score), session: rows[0].session })
      }
      tools={
        mayTrade && decisions > 0 ? (
          <Button
            size="sm"
            busy={compare.isPending}
            onClick={() => compare.mutate({ deploymentId, session: null })}
            className="max-md:h-11"
          >
            {t("compare")}
          </Button>
        ) : undefined
      }
      className="border-l border-line-2 max-[1200px]:border-t max-[1200px]:border-l-0"
    >
      {rows === undefined ? (
        parity.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("readFailed")} error={parity.error} onRetry={() => void parity.refetch()} />
        )
      ) : rows.length === 0 ? (
        <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{t("none")}</p>
      ) : (
        <>
          <table className="num w-full text-12 leading-4.5">
            <caption className="sr-only">{t("title")}</caption>
            <thead>
              <tr className="text-left text-tx-3">
                <th scope="col" className="pt-1.5 pb-1 pl-3 font-normal max-md:pl-4">
                  {t("session")}
                </th>
                <th scope="col" className="pt-1.5 pb-1 text-right font-normal">
                  {t("decisions")}
                </th>
                <th scope="col" className="pt-1.5 pb-1 text-right font-normal">
                  {t("fills")}
                </th>
                <th scope="col" className="pt-1.5 pr-3 pb-1 text-right font-normal max-md:pr-4">
                  {t("score")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map(({ session, decisions: all, alike, fills, fillsAlike, score }) => (
                <tr key={session} className="h-6">
                  <td className="pl-3 max-md:pl-4">{session}</td>
                  <td className="text-right">{t("of", { alike: formatInteger(alike), all: formatInteger(all) })}</td>
                  <td className="text-right">
                    {t("of", { alike: formatInteger(fillsAlike), all: formatInteger(fills) })}
                  </td>
                  <td className={score < 1 ? "pr-3 text-right text-warn max-md:pr-4" : "pr-3 text-right max-md:pr-4"}>
                    {percent(score)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {first === null ? null : (
            <p className="num border-t border-line-1 px-3 py-2 text-12 text-tx-2 max-md:px-4">
              {t("first", {
                time: format.dateTime(first.barAt),
                symbol: first.symbol,
                what: t(`what.${first.what}`),
                live: first.live ?? NOT_AVAILABLE,
                engine: first.engine ?? NOT_AVAILABLE,
              })}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}
