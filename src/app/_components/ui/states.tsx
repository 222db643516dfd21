"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { Button } from "./button";
import { Skeleton } from "./marks";
import { Banner } from "./panel";

export interface EmptyStateProps {
  readonly title: ReactNode;
  /** What belongs here and how it comes. */
  readonly children?: ReactNode;
  /** The next step, as buttons. */
  readonly actions?: ReactNode;
  readonly className?: string;
}

export function EmptyState({ title, children, actions, className }: EmptyStateProps) {
  return (
    <div
      className={cn("flex max-w-105 flex-col items-start gap-1.5 px-4 py-5 text-12 leading-4.5 text-tx-2", className)}
    >
      <p className="text-13 font-semibold text-tx-1">{title}</p>
      {children}
      {actions === undefined ? null : <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div>}
    </div>
  );
}

export interface FailedStateProps {
  /** What this view was doing: "Runs could not be read." */
  readonly title: ReactNode;
  readonly error: unknown;
  /** What the failure did not touch. */
  readonly safe?: ReactNode;
  /** What the person should do; by default what the kind of the failure calls for. */
  readonly todo?: ReactNode;
  readonly onRetry?: () => void;
  readonly className?: string;
}

/** What happened, what is safe, what to do, and the id that finds it in the log. */
export function FailedState({ title, error, safe, todo, onRetry, className }: FailedStateProps) {
  const t = useTranslations("ui");
  const say = useFailureText();
  const failure = toFailure(error);
  return (
    <div className={cn("flex min-w-0 flex-col", className)}>
      <Banner tone="bad">
        <b>{title}</b> {say(failure)}
      </Banner>
      <div className="flex max-w-120 flex-col items-start gap-1.5 px-4 py-4 text-12 leading-4.5 text-tx-2">
        {safe === undefined ? null : (
          <p>
            <b className="text-tx-1">{t("safe")}</b> {safe}
          </p>
        )}
        <p>
          <b className="text-tx-1">{t("todo")}</b> {todo ?? (failure.retryable ? t("todoRetry") : t("todoChange"))}
        </p>
        {failure.requestId === null ? null : (
          <p className="text-tx-3">
            {t("request")} <code className="font-mono text-11">{failure.requestId}</code>
          </p>
        )}
        {onRetry === undefined ? null : (
          <Button className="mt-1.5" onClick={onRetry}>
            {t("tryAgain")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Rows of the height the live ones will have. */
export function SkeletonRows({ rows, label }: { readonly rows: number; readonly label: string }) {
  const widths = ["w-24", "w-32", "w-20", "w-28", "w-16"];
  return (
    <output aria-label={label} className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => `${row}`).map((row, place) => (
        <span key={row} className="flex h-(--row) items-center justify-between gap-4 border-b border-line-1 px-3">
          <Skeleton className={widths[place % widths.length] ?? "w-24"} />
          <Skeleton className={widths[(place + 2) % widths.length] ?? "w-24"} />
        </span>
      ))}
    </output>
  );
}
