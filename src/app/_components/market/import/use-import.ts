"use client";

import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useRef, useState } from "react";
import { toFailure } from "@/app/_lib/failure";
import { routeError } from "@/app/_lib/route-error";
import { useTRPC } from "@/app/_lib/trpc";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { JobId } from "@/modules/_kernel";
import type { ImportPreview, Reading } from "../types";
import { type ImportDraft, NEW_DRAFT, type StartImport } from "./import-draft";
import { uploadFile } from "./upload";

const ADDRESS = { upload: parseAsString, job: parseAsString };
const FALLBACK_CURRENCY = "USD";

/** Where an import is: the upload and the job are in the address, so a reload goes on where one was. */
export function useImportAddress() {
  const [{ upload, job }, set] = useQueryStates(ADDRESS, { history: "push" });
  return {
    uploadId: upload,
    jobId: JobId.is(job) ? job : null,
    showUpload: (uploadId: string | null) => void set({ upload: uploadId, job: null }),
    showJob: (jobId: string) => void set({ job: jobId }),
  };
}

export interface Sending {
  readonly fileName: string;
  readonly bytes: number;
  readonly sentBytes: number;
}

/** Sends a file and says how far it is. A second file replaces the first. */
export function useUpload(onDone: (uploadId: string) => void) {
  const [sending, setSending] = useState<Sending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const cancel = () => {
    abort.current?.abort();
    abort.current = null;
    setSending(null);
  };

  const send = (file: File) => {
    cancel();
    setError(file.size === 0 ? routeError(400, { error: { kind: "upload.empty" } }, null) : null);
    if (file.size === 0) return;
    const control = new AbortController();
    abort.current = control;
    setSending({ fileName: file.name, bytes: file.size, sentBytes: 0 });
    uploadFile(file, {
      signal: control.signal,
      onProgress: (sentBytes) => setSending({ fileName: file.name, bytes: file.size, sentBytes }),
    }).then(
      ({ uploadId }) => {
        setSending(null);
        onDone(uploadId);
      },
      (failed: unknown) => {
        if (control.signal.aborted) return;
        setSending(null);
        setError(failed);
      },
    );
  };
  return { send, cancel, sending, error };
}

/** The currency of this installation: what a new instrument is quoted in unless the person says otherwise. */
export function useBaseCurrency(): string {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  return me.data?.installation.baseCurrency ?? FALLBACK_CURRENCY;
}

/** What the person said about the file, and what the server makes of it. A new upload starts with nothing said. */
export function useImportForm(uploadId: string | null) {
  const trpc = useTRPC();
  const [of, setOf] = useState(uploadId);
  const [draft, setDraft] = useState(NEW_DRAFT);
  const [reading, setReading] = useState<Reading | null>(null);
  if (of !== uploadId) {
    setOf(uploadId);
    setDraft(NEW_DRAFT);
    setReading(null);
  }
  const { resolution } = draft;
  const query = useQuery(
    trpc.import.preview.queryOptions(uploadId === null ? skipToken : { uploadId, reading, resolution }, {
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const preview: ImportPreview | undefined = query.data?.uploadId === uploadId ? query.data : undefined;
  return {
    draft,
    change: (part: Partial<ImportDraft>) => setDraft((known) => ({ ...known, ...part })),
    preview,
    setReading,
    isReading: query.isFetching,
    error: query.error,
    retry: () => void query.refetch(),
  };
}

export type ImportForm = ReturnType<typeof useImportForm>;

/** Starts the import. A refusal comes back with the path of the field it is about. */
export function useStartImport(onStarted: (jobId: string) => void) {
  const trpc = useTRPC();
  const start = useMutation(
    trpc.import.start.mutationOptions({ meta: { quiet: true }, onSuccess: ({ jobId }) => onStarted(jobId) }),
  );
  const startOnce = useStartOnce<StartImport>(start);
  return {
    start: startOnce,
    isStarting: start.isPending,
    failure: start.error === null ? null : toFailure(start.error),
  };
}

/** Takes an import back; the lists that show its bars are read again. */
export function useUndoImport() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.import.undo.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.import.list.pathFilter());
        void queryClient.invalidateQueries(trpc.instrument.pathFilter());
      },
    }),
  );
}
