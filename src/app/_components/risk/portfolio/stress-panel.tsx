"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button, Panel, SignedNumber } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import type { PortfolioRisk } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

export interface StressPanelProps {
  readonly risk: PortfolioRisk;
  /** How many are shown, the worst first; not given: all, with what each is. */
  readonly most?: number;
  readonly tools?: ReactNode;
}

/** What a book would gain in scenarios, the worst first. */
export function StressPanel({ risk, most, tools }: StressPanelProps) {
  const t = useTranslations("portfolioRisk.stress");
  const trpc = useTRPC();
  const words = useRiskWords(risk);
  const scenarios = useQuery(trpc.risk.scenarios.queryOptions());
  const hintOf = (one: PortfolioRisk["stress"][number]) =>
    words.scenarioHint(one) ??
    scenarios.data
      ?.find(({ scenarioId }) => scenarioId === one.id)
      ?.shocks.map(words.shock)
      .join(", ");
  return (
    <Panel title={t("title")} sub={risk.currency} tools={tools}>
      <table className="w-full text-12">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="h-6 text-11 text-tx-3">
            <th scope="col" className="px-3 text-left font-normal">
              {t("columns.scenario")}
            </th>
            <th scope="col" className="px-2 text-right font-normal">
              {t("columns.gain")}
            </th>
            <th scope="col" className="pr-3 pl-2 text-right font-normal">
              {t("columns.part")}
            </th>
          </tr>
        </thead>
        <tbody>
          {risk.stress.slice(0, most).map((one) => {
            const [hardest] = one.lines;
            const mine = scenarios.data?.find(({ scenarioId }) => scenarioId === one.id);
            return (
              <tr key={one.id} className="border-t border-line-1 align-baseline">
                <th scope="row" className="px-3 py-1.5 text-left font-normal">
                  {words.scenario(one)}
                  {most === undefined ? <span className="block text-11 text-tx-3">{hintOf(one)}</span> : null}
                  {most !== undefined || hardest === undefined || hardest.gain >= 0 ? null : (
                    <span className="block text-11 text-tx-2">
                      {t("columns.worst")}: {hardest.symbol} {words.money(hardest.gain, true)}
                    </span>
                  )}
                  {most !== undefined || mine === undefined || !mine.mayRemove ? null : (
                    <RemoveButton scenarioId={mine.scenarioId} />
                  )}
                </th>
                <td className="px-2 text-right">
                  <SignedNumber value={one.gain} text={words.money(one.gain, true)} />
                </td>
                <td className="num pr-3 pl-2 text-right text-tx-2">{words.part(one.gain, true)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {most === undefined ? null : (
        <p className="border-t border-line-1 px-3 py-1.5 text-11 text-tx-3">{t("assumed")}</p>
      )}
    </Panel>
  );
}

function RemoveButton({ scenarioId }: { readonly scenarioId: string }) {
  const t = useTranslations("portfolioRisk.stress");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const remove = useMutation(
    trpc.risk.removeScenario.mutationOptions({
      onSuccess: () => {
        notify("success", t("removed"));
        return queryClient.invalidateQueries(trpc.risk.pathFilter());
      },
    }),
  );
  return (
    <Button size="sm" variant="quiet" busy={remove.isPending} onClick={() => remove.mutate({ scenarioId })}>
      {t("remove")}
    </Button>
  );
}
