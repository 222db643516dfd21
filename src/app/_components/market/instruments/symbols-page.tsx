"use client";

import { keepPreviousData, skipToken, useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { type FieldSpec, Form, FormFields, placeFailure, useZodForm } from "@/app/_components/form";
import {
  Banner,
  Button,
  EmptyState,
  FailedState,
  Link,
  Note,
  PageHead,
  Progress,
  SkeletonRows,
} from "@/app/_components/ui";
import { fromJobError, toFailure } from "@/app/_lib/failure";
import { RouteError } from "@/app/_lib/route-error";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { INSTRUMENT_KINDS } from "@/modules/data";
import { currency, instrumentKind } from "@/server/api/routers/fields";
import { DropZone } from "../import/drop-zone";
import { useBaseCurrency, useImportAddress, useUpload } from "../import/use-import";
import { JobProgress } from "../job-progress";
import { hasEnded } from "../time-left";
import type { Job, SymbolsPreview } from "../types";
import { useJob } from "../use-job";
import { SymbolProblems, SymbolSample } from "./symbol-tables";

const ACCEPTED = ".csv,.tsv,.txt,.json,text/csv,text/plain,application/json";
const SKELETON_ROWS = 8;
const strong = (chunks: ReactNode) => <b>{chunks}</b>;

/** A list of symbols: chosen, looked at, imported whole or not at all. Upload and job stand in the address. */
export function SymbolsPage() {
  const t = useTranslations("symbols");
  const instruments = useTranslations("instruments");
  const mayTrade = useMayTrade();
  return (
    <>
      <PageHead
        crumb={
          <Link href="/markets" className="hover:text-tx-1">
            {instruments("title")}
          </Link>
        }
        title={t("title")}
      />
      {mayTrade ? <Steps /> : <EmptyState title={t("title")}>{instruments("askTrader")}</EmptyState>}
    </>
  );
}

function Steps() {
  const t = useTranslations("symbols");
  const trpc = useTRPC();
  const { uploadId, jobId, showUpload, showJob } = useImportAddress();
  const upload = useUpload(showUpload);
  const preview = useQuery(
    trpc.instrument.previewSymbols.queryOptions(uploadId === null ? skipToken : { uploadId }, {
      placeholderData: keepPreviousData,
    }),
  );
  const job = useJob(jobId);
  const zone = <DropZone onFile={upload.send} accept={ACCEPTED} title={t("drop")} about={t("lead")} />;
  if (upload.sending !== null) {
    const { fileName, sentBytes, bytes } = upload.sending;
    const percent = bytes === 0 ? 0 : Math.floor((100 * sentBytes) / bytes);
    return (
      <div className="flex flex-col gap-2 p-4 text-12 text-tx-2">
        {t("sending", { name: fileName, percent })}
        <Progress label={t("sending", { name: fileName, percent })} done={sentBytes} total={bytes} />
      </div>
    );
  }
  if (jobId !== null) {
    if (job.data === undefined) return <SkeletonRows rows={2} label={t("importing")} />;
    return <Outcome job={job.data} onAnother={() => showUpload(null)} />;
  }
  if (upload.error !== null) {
    return (
      <>
        <FailedState title={t("readFailed")} error={upload.error} safe={t("safe")} />
        {zone}
      </>
    );
  }
  if (uploadId === null) return zone;
  if (preview.error !== null) {
    return (
      <>
        <FailedState title={t("readFailed")} error={preview.error} safe={t("safe")} />
        {zone}
      </>
    );
  }
  if (preview.data?.uploadId !== uploadId) return <SkeletonRows rows={SKELETON_ROWS} label={t("reading")} />;
  return <Look preview={preview.data} onStarted={showJob} onAnother={() => showUpload(null)} />;
}

const defaultsForm = z.object({ kind: instrumentKind, currency });
const isName = (path: string): path is "kind" | "currency" => path === "kind" || path === "currency";

interface LookProps {
  readonly preview: SymbolsPreview;
  readonly onStarted: (jobId: string) => void;
  readonly onAnother: () => void;
}

/** What the list says, before anything is kept. */
function Look({ preview, onStarted, onAnother }: LookProps) {
  const t = useTranslations("symbols");
  const instruments = useTranslations("instruments");
  const say = useFailureText();
  const trpc = useTRPC();
  const form = useZodForm(defaultsForm, { kind: "equity", currency: useBaseCurrency() });
  const start = useMutation(
    trpc.instrument.importSymbols.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ jobId }) => onStarted(jobId),
      onError: (error) => placeFailure(error, { form, has: isName, say }),
    }),
  );
  const { uploadId, fileName, lines, newSymbols, knownSymbols, problemCount, unusedColumns } = preview;
  const specs: readonly FieldSpec[] = [
    {
      name: "kind",
      label: t("kind"),
      hint: t("kindHint"),
      type: "choice",
      choices: INSTRUMENT_KINDS.map((value) => ({ value, label: instruments(`kinds.${value}`) })),
    },
    { name: "currency", label: t("currency"), hint: t("currencyHint"), type: "text" },
  ];
  const failure = start.error === null ? null : toFailure(start.error);
  return (
    <>
      <Form
        form={form}
        aria-label={t("title")}
        onSubmit={(defaults) => start.mutate({ uploadId, ...defaults })}
        className="flex flex-col items-start gap-3 border-b border-line-2 p-4"
      >
        <Note tone={problemCount > 0 ? "bad" : "ok"}>
          {t.rich("reads", {
            b: strong,
            name: fileName,
            lines,
            fresh: newSymbols,
            known: knownSymbols,
            problems: problemCount,
          })}
        </Note>
        {unusedColumns.length === 0 ? null : (
          <p className="text-12 text-tx-3">{t("unused", { columns: unusedColumns.join(", ") })}</p>
        )}
        {problemCount > 0 ? (
          <p className="text-12 text-tx-2">{t("allOrNothing")}</p>
        ) : (
          <FormFields specs={specs} className="w-full max-w-110" />
        )}
        {failure === null || isName(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>}
        <div className="flex flex-wrap gap-2">
          {problemCount > 0 ? null : (
            <Button type="submit" variant="primary" busy={start.isPending}>
              {t("import", { lines })}
            </Button>
          )}
          <Button onClick={onAnother}>{t("chooseOther")}</Button>
        </div>
      </Form>
      {problemCount > 0 ? <SymbolProblems preview={preview} /> : <SymbolSample preview={preview} />}
    </>
  );
}

const outcomeSchema = z.object({ inserted: z.int(), updated: z.int(), unchanged: z.int() });

/** The import on its way, and what became of it. */
function Outcome({ job, onAnother }: { readonly job: Job; readonly onAnother: () => void }) {
  const t = useTranslations("symbols");
  if (!hasEnded(job.status)) return <JobProgress job={job} label={t("importing")} />;
  const another = <Button onClick={onAnother}>{t("another")}</Button>;
  const counts = outcomeSchema.safeParse(job.result);
  if (job.status !== "succeeded" || !counts.success) {
    return (
      <>
        <FailedState
          title={t("failed")}
          error={job.error === null ? null : new RouteError(0, fromJobError(job.error))}
          safe={t("safe")}
        />
        <div className="px-4">{another}</div>
      </>
    );
  }
  return (
    <EmptyState
      title={t("done", counts.data)}
      actions={
        <>
          <Button asChild variant="primary">
            <Link href="/markets">{t("toInstruments")}</Link>
          </Button>
          {another}
        </>
      }
    />
  );
}
