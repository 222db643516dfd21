"use client";

import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { LinesChart } from "@/app/_components/charts/lines-chart";
import { Banner, Button, Progress } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { formatInteger, formatMoney, formatNumber } from "@/app/_lib/format";
import { useMayCancel } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { LimitDraft } from "./limit-draft";
import { type LimitReplay, ReplayTables } from "./replay-tables";
import { isOpen, type Simulation, useLasting } from "./use-simulation";

/** How far a simulation is, with the way to stop it; or why it came to nothing. Says nothing of what is answered at once. */
export function SimulationState({ simulation }: { readonly simulation: Simulation }) {
  const t = useTranslations("risk.simulator");
  const trpc = useTRPC();
  const say = useFailureText();
  const mayCancel = useMayCancel();
  const cancel = useMutation(trpc.job.cancel.mutationOptions());
  const lasts = useLasting(isOpen(simulation));
  const { status, progress, error, jobId, cancelRequested } = simulation;
  if (status === "canceled") return <Banner tone="warn">{t("canceled")}</Banner>;
  if (status === "failed")
    return <Banner tone="warn">{error === null ? t("failed") : say(fromJobError(error))}</Banner>;
  if (!lasts) return null;
  const { done, total } = progress;
  const text =
    status === "queued" || total === null
      ? t("queued")
      : t("progress", { done: formatInteger(done), total: formatInteger(total) });
  return (
    <div className="flex flex-col gap-1.5 border border-line-1 p-2.5 text-12">
      <div className="flex items-center gap-2">
        <output className="num min-w-0 flex-1">{cancelRequested ? t("canceling") : text}</output>
        {mayCancel(simulation) ? (
          <Button
            size="sm"
            variant="quiet"
            disabled={cancelRequested || cancel.isPending}
            onClick={() => cancel.mutate({ jobId })}
          >
            {t("cancel")}
          </Button>
        ) : null}
      </div>
      <Progress label={t("title")} done={done} total={total} />
      <p className="text-11 text-tx-3">{t("goesOn")}</p>
    </div>
  );
}

/** What a limit would have done to a past: a sentence, both curves, days and orders. */
export function SimulationReplay({
  replay,
  kind,
}: {
  readonly replay: LimitReplay;
  readonly kind: LimitDraft["kind"];
}) {
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
