"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { Button, EmptyState, FailedState, Link, Note } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { RouteError } from "@/app/_lib/route-error";
import { RESOLUTIONS, withScope } from "@/app/_lib/scope";
import { ImportId } from "@/modules/_kernel";
import { JobProgress } from "../job-progress";
import { hasEnded } from "../time-left";
import type { Job } from "../types";
import { UndoDialog } from "./undo-dialog";

const strong = (chunks: ReactNode) => <b>{chunks}</b>;

const count = z.number().int().min(0);
const outcomeSchema = z.object({
  importId: z.custom<ImportId>(ImportId.is),
  symbol: z.string(),
  resolution: z.enum(RESOLUTIONS),
  inserted: count,
  replaced: count,
  unchanged: count,
  skipped: count,
});

export interface ImportOutcomeProps {
  readonly job: Job;
  readonly onOtherFile: () => void;
  /** Back to the set-up of the same file, which has kept what was typed; null when the file is not known any more. */
  readonly onBack: (() => void) | null;
}

/** An import on its way, and what became of it. */
export function ImportOutcome({ job, onOtherFile, onBack }: ImportOutcomeProps) {
  const t = useTranslations("importing");
  const other = <Button onClick={onOtherFile}>{t("another")}</Button>;
  const back = onBack === null ? null : <Button onClick={onBack}>{t("back")}</Button>;
  if (!hasEnded(job.status)) return <JobProgress job={job} label={job.title} />;
  if (job.status === "canceled") {
    return (
      <EmptyState
        title={t("canceledTitle")}
        actions={
          <>
            {back}
            {other}
          </>
        }
      >
        {t("canceledText")}
      </EmptyState>
    );
  }
  if (job.status === "failed") {
    return (
      <>
        <FailedState
          title={t("failedTitle")}
          error={job.error === null ? null : new RouteError(0, fromJobError(job.error))}
          safe={t("failedSafe")}
          todo={t("failedTodo")}
        />
        <div className="flex gap-2 px-4 pb-4">
          {back}
          {other}
        </div>
      </>
    );
  }
  return <Imported job={job} onOtherFile={onOtherFile} />;
}

function Imported({ job, onOtherFile }: Pick<ImportOutcomeProps, "job" | "onOtherFile">) {
  const t = useTranslations("importing");
  const [isUndoing, setIsUndoing] = useState(false);
  const [isUndone, setIsUndone] = useState(false);
  const outcome = outcomeSchema.safeParse(job.result);
  const another = <Button onClick={onOtherFile}>{t("another")}</Button>;
  if (!outcome.success) return <EmptyState title={t("doneTitle")} actions={another} />;
  const done = outcome.data;
  const words = {
    symbol: done.symbol,
    resolution: done.resolution,
    inserted: formatInteger(done.inserted),
    replaced: formatInteger(done.replaced),
    unchanged: formatInteger(done.unchanged),
    skipped: formatInteger(done.skipped),
  };
  return (
    <EmptyState
      title={isUndone ? t("undoneTitle") : t("doneTitle")}
      className="max-w-160"
      actions={
        <>
          {isUndone ? null : (
            <>
              <Button asChild variant="primary">
                <Link href={withScope("/chart", done)}>{t("openChart")}</Link>
              </Button>
              <Button onClick={() => setIsUndoing(true)}>{t("undo")}</Button>
            </>
          )}
          {another}
        </>
      }
    >
      {isUndone ? null : <Note tone="ok">{t.rich("done", { ...words, b: strong })}</Note>}
      <UndoDialog
        record={isUndoing ? done : null}
        onClose={() => setIsUndoing(false)}
        onUndone={() => setIsUndone(true)}
      />
    </EmptyState>
  );
}
