"use client";

import { skipToken, useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { trySignIn } from "@/app/_lib/auth-client";
import { fromJobError, toFailure } from "@/app/_lib/failure";
import { isUnderWay } from "@/app/_lib/job-progress";
import { SCOPE_DEFAULT, withScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import type { JobView } from "@/app/_lib/use-event-effects";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";
import { Banner, Button } from "../ui";
import type { Draft } from "./draft";

export type StageName = "account" | "signIn" | "sample";

export interface Stage {
  readonly name: StageName;
  readonly startedMs: number;
  readonly endedMs: number | null;
}

export interface Completion {
  /** Null until the last button was pressed. */
  readonly stages: readonly Stage[] | null;
  readonly sampleJob: JobView | null;
  /** What the server refused about the account. */
  readonly refusal: unknown;
  /** What else went wrong, and what to do. */
  readonly problem: ReactNode;
  start(draft: Draft): void;
}

interface CompletionInput {
  readonly token: string;
  readonly onDone: () => void;
  readonly onUsedUp: () => void;
  readonly onRefused: () => void;
}

const WATCH_MS = 400;
const MARKETS = "/markets";

const begin = (stages: readonly Stage[] | null, name: StageName): Stage[] => [
  ...end(stages ?? []),
  { name, startedMs: Date.now(), endedMs: null },
];
const end = (stages: readonly Stage[]): Stage[] =>
  stages.map((stage) => (stage.endedMs === null ? { ...stage, endedMs: Date.now() } : stage));

type SetUpAnswer = RouterOutputs["setup"]["complete"];

/** Creates the account, signs in, waits for the sample data, opens the desk; each step is shown while it runs. */
export function useCompletion({ token, onDone, onUsedUp, onRefused }: CompletionInput): Completion {
  const t = useTranslations("setup");
  const say = useFailureText();
  const trpc = useTRPC();
  const [stages, setStages] = useState<readonly Stage[] | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const [signInFailed, setSignInFailed] = useState(false);
  const [answer, setAnswer] = useState<SetUpAnswer | null>(null);

  const { mutate } = useMutation(
    trpc.setup.complete.mutationOptions({
      meta: { quiet: true },
      onError: (error) => {
        setStages(null);
        const { kind } = toFailure(error);
        if (kind === "setup.completed" || kind === "setup.token_invalid") return onUsedUp();
        setRefusal(error);
        if (kind.startsWith("user.")) onRefused();
        return undefined;
      },
      onSuccess: async (made, input) => {
        setStages((known) => begin(known, "signIn"));
        const signedIn = await trySignIn({ email: input.email, password: input.password });
        if (signedIn.kind !== "in") return setSignInFailed(true);
        if (made.sampleJobId === null) return openDesk(MARKETS, onDone);
        setStages((known) => begin(known, "sample"));
        setAnswer(made);
        return undefined;
      },
    }),
  );

  const sampleJobId = answer?.sampleJobId ?? null;
  const job = useQuery(
    trpc.job.get.queryOptions(sampleJobId === null ? skipToken : { jobId: sampleJobId }, {
      refetchInterval: (query) => (query.state.data !== undefined && !isUnderWay(query.state.data) ? false : WATCH_MS),
    }),
  );
  const sampleJob = job.data ?? null;
  const succeeded = sampleJob?.status === "succeeded";
  useEffect(() => {
    if (succeeded) openDesk(withScope("/chart", SCOPE_DEFAULT), onDone);
  }, [succeeded, onDone]);

  const start = (draft: Draft) => {
    setRefusal(null);
    setStages(begin(null, "account"));
    mutate({ token, ...draft });
  };
  return {
    stages,
    sampleJob,
    refusal,
    problem: problemOf({ signInFailed, sampleJob, refusal, t, say }),
    start,
  };
}

/** A full page load: the desk is drawn for the person who has just signed in. */
function openDesk(path: string, onDone: () => void): void {
  onDone();
  window.location.assign(path);
}

interface ProblemInput {
  readonly signInFailed: boolean;
  readonly sampleJob: JobView | null;
  readonly refusal: unknown;
  readonly t: ReturnType<typeof useTranslations<"setup">>;
  readonly say: ReturnType<typeof useFailureText>;
}

function problemOf({ signInFailed, sampleJob, refusal, t, say }: ProblemInput): ReactNode {
  if (refusal !== null) return <Banner tone="bad">{say(toFailure(refusal))}</Banner>;
  if (signInFailed) {
    return (
      <>
        <Banner tone="warn">{t("refused.signInFailed")}</Banner>
        <Button asChild className="mt-3">
          <a href="/sign-in">{t("refused.signIn")}</a>
        </Button>
      </>
    );
  }
  if (sampleJob === null || isUnderWay(sampleJob) || sampleJob.status === "succeeded") return null;
  const reason = sampleJob.error === null ? t("refused.sampleCanceled") : say(fromJobError(sampleJob.error));
  return (
    <>
      <Banner tone="warn">{t("refused.sampleFailed", { reason })}</Banner>
      <Button asChild className="mt-3">
        <a href={MARKETS}>{t("refused.openAnyway")}</a>
      </Button>
    </>
  );
}
