"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Circle } from "lucide-react";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { Button, Link, Panel } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { readFlag } from "@/app/_lib/read";
import { useScope, withScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useStored } from "@/app/_lib/stored";
import { useTRPC } from "@/app/_lib/trpc";
import { useAccount } from "../desk/trading/use-account";
import { useInstruments } from "../market/use-instruments";
import { type FirstStep, type StepsLeft, stepsLeft } from "./first-steps";

const PATHS: Record<FirstStep, string> = {
  data: "/markets/import",
  account: "/portfolio/accounts",
  backtest: "/strategies/backtest",
  order: "/chart",
  limit: "/risk/limits",
};

/**
 * What is left of the first steps, and how the person says that they want them no more. Undefined while it is read: what stands under
 * the steps waits as long, so that nothing moves down under a thumb. Null where nothing is left, nothing is wanted, or it cannot be read.
 */
export function useFirstSteps() {
  const trpc = useTRPC();
  const mayTrade = useMayTrade();
  const [isHidden, setHidden] = useStored("home-steps-hidden", readFlag);
  const instruments = useInstruments();
  const { accounts, account, error } = useAccount();
  const runs = useQuery(trpc.backtest.list.queryOptions({ limit: 1, cursor: null }));
  // Of the account at hand: what example strategies order on theirs is nobody's step.
  const orders = useQuery(
    trpc.orders.list.queryOptions({ accountId: account?.accountId ?? null, state: "all", limit: 1, cursor: null }),
  );
  const limits = useQuery(trpc.risk.limits.queryOptions());
  const left = stepsLeft({
    data: instruments.data === undefined ? undefined : instruments.data.length > 0,
    account: accounts === undefined ? undefined : accounts.some(({ archivedAt }) => archivedAt === null),
    backtest: runs.data === undefined ? undefined : runs.data.rows.length > 0,
    order: orders.data === undefined ? undefined : orders.data.rows.length > 0,
    limit: limits.data === undefined ? undefined : limits.data.limits.length > 0,
  });
  const isUnwanted = !mayTrade || isHidden === true;
  const isUnread = error !== null || [instruments, runs, orders, limits].some(({ isError }) => isError);
  useEffect(() => {
    // Once all are taken this browser need not ask again before it shows the rest.
    if (left === null && !isUnwanted) setHidden(true);
  }, [left, isUnwanted, setHidden]);
  return { left: isUnwanted || isUnread ? null : left, hide: () => setHidden(true) };
}

interface FirstStepsPanelProps {
  readonly left: StepsLeft;
  readonly onHide: () => void;
}

/** What to do next in a new installation, until all of it is done or the person wants it no more. */
export function FirstStepsPanel({ left, onHide }: FirstStepsPanelProps) {
  const t = useTranslations("home.steps");
  const [scope] = useScope();
  const { steps, done, next } = left;
  return (
    <Panel
      title={t("title")}
      sub={t("done", { done, of: steps.length })}
      tools={
        <Button size="sm" variant="quiet" onClick={onHide} className="max-md:h-11">
          {t("hide")}
        </Button>
      }
    >
      <ol className="grid grid-cols-5 max-lg:grid-cols-1">
        {steps.map(({ step, isDone }) => (
          <li
            key={step}
            className={cn(
              "flex min-w-0 flex-col items-start gap-1 border-line-1 px-3 py-2.5 text-12 leading-4.5 not-first:border-l max-lg:not-first:border-t max-lg:not-first:border-l-0 max-md:px-4",
              isDone ? "max-md:hidden" : null,
            )}
          >
            <p className={isDone ? "flex items-center gap-1.5 text-tx-3" : "flex items-center gap-1.5 font-semibold"}>
              {isDone ? (
                <Check aria-hidden="true" size={14} className="shrink-0 text-accent" />
              ) : (
                <Circle aria-hidden="true" size={14} className="shrink-0 text-tx-3" />
              )}
              {t(`${step}.title`)}
              <span className="sr-only">{t(isDone ? "isDone" : "isOpen")}</span>
            </p>
            {isDone ? null : (
              <>
                <p className="flex-1 text-tx-2">{t(`${step}.text`)}</p>
                <Button asChild size="sm" variant={step === next ? "primary" : "default"} className="mt-1 max-md:h-11">
                  <Link href={withScope(PATHS[step], scope)}>{t(`${step}.action`)}</Link>
                </Button>
              </>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
