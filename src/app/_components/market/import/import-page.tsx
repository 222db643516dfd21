"use client";

import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Link, PageHead, Progress } from "@/app/_components/ui";
import { formatBytes } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { useJob } from "../use-job";
import { DropZone } from "./drop-zone";
import { ImportHistory } from "./import-history";
import { ImportOutcome } from "./import-outcome";
import { ImportSetup, ImportSetupSkeleton } from "./import-setup";
import { type Sending, useImportAddress, useImportForm, useUpload } from "./use-import";

/** A file on its way to the server. */
function SendingFile({ sending, onCancel }: { readonly sending: Sending; readonly onCancel: () => void }) {
  const t = useTranslations("importing");
  const { fileName, bytes, sentBytes } = sending;
  return (
    <div className="flex flex-col gap-2 px-4 py-4 text-12 text-tx-2">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <b className="text-13 text-tx-1">{t("sending", { fileName })}</b>
        <span className="num">{t("sent", { sent: formatBytes(sentBytes), total: formatBytes(bytes) })}</span>
      </p>
      <Progress label={t("sending", { fileName })} done={sentBytes} total={bytes} />
      <div>
        <Button size="sm" onClick={onCancel}>
          {t("cancelUpload")}
        </Button>
      </div>
    </div>
  );
}

/** The steps of an import, one after another on one page; each can be left and found again. */
function ImportSteps() {
  const t = useTranslations("importing");
  const { uploadId, jobId, showUpload, showJob } = useImportAddress();
  const upload = useUpload(showUpload);
  const form = useImportForm(uploadId);
  const job = useJob(jobId);
  const otherFile = () => showUpload(null);

  if (upload.sending !== null) return <SendingFile sending={upload.sending} onCancel={upload.cancel} />;
  if (jobId !== null) {
    if (job.data !== undefined) {
      const back = uploadId === null ? null : () => showUpload(uploadId);
      return <ImportOutcome job={job.data} onOtherFile={otherFile} onBack={back} />;
    }
    if (job.isError) return <FailedState title={t("jobFailed")} error={job.error} onRetry={() => void job.refetch()} />;
    return <ImportSetupSkeleton />;
  }
  if (uploadId !== null) {
    if (form.preview !== undefined) {
      return <ImportSetup form={form} preview={form.preview} onStarted={showJob} onOtherFile={otherFile} />;
    }
    if (form.error === null) return <ImportSetupSkeleton />;
    return (
      <>
        <FailedState title={t("previewFailed")} error={form.error} safe={t("previewSafe")} todo={t("previewTodo")} />
        <DropZone onFile={upload.send} />
      </>
    );
  }
  return (
    <>
      {upload.error === null ? null : (
        <FailedState title={t("uploadFailed")} error={upload.error} safe={t("previewSafe")} todo={t("previewTodo")} />
      )}
      <DropZone onFile={upload.send} />
    </>
  );
}

/** Bars from a file: drop it, see how it reads, import it, take it back. Below, every import there was. */
export function ImportPage() {
  const t = useTranslations("importing");
  const mayTrade = useMayTrade();
  const { uploadId, jobId } = useImportAddress();
  const isSetUp = uploadId !== null && jobId === null;
  return (
    <>
      <PageHead
        crumb={
          <Link href="/markets" className="hover:text-tx-1">
            {t("markets")}
          </Link>
        }
        title={t("title")}
      />
      {mayTrade ? <ImportSteps /> : <EmptyState title={t("viewerTitle")}>{t("viewerText")}</EmptyState>}
      {isSetUp ? null : (
        <div className="flex min-h-60 flex-1 flex-col border-t border-line-2 max-md:flex-none">
          <ImportHistory />
        </div>
      )}
    </>
  );
}
