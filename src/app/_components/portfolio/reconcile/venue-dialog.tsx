"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import {
  Banner,
  Button,
  Dialog,
  FailedState,
  Field,
  Segmented,
  Select,
  SkeletonRows,
  TextInput,
} from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { PAPER_RESOLUTIONS, type PaperTerms } from "@/modules/execution";
import { BustForm } from "./bust-form";
import type { Status } from "./types";

interface VenueDialogProps {
  readonly status: Status;
  readonly onClose: () => void;
}

/** What fills the orders of a paper account, and what goes wrong there to practice with: an outage, a fill that is taken back. */
export function VenueDialog({ status, onClose }: VenueDialogProps) {
  const t = useTranslations("reconcile.venue");
  const portfolio = useTranslations("portfolio");
  const trpc = useTRPC();
  const terms = useQuery(trpc.paper.terms.queryOptions({ accountId: status.accountId }, { meta: { quiet: true } }));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title", { name: status.accountName })}
    >
      {terms.data !== undefined ? (
        <div className="flex flex-col gap-5">
          <TermsForm status={status} terms={terms.data} onClose={onClose} />
          <OutageForm status={status} onClose={onClose} />
          <BustForm status={status} onClose={onClose} />
        </div>
      ) : terms.error !== null ? (
        <FailedState title={portfolio("failed")} error={terms.error} onRetry={() => void terms.refetch()} />
      ) : (
        <SkeletonRows rows={3} label={portfolio("loading")} />
      )}
    </Dialog>
  );
}

function TermsForm({ status, terms, onClose }: VenueDialogProps & { readonly terms: PaperTerms }) {
  const t = useTranslations("reconcile.venue");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [fillModel, setFillModel] = useState(terms.fillModel);
  const [resolution, setResolution] = useState(terms.resolution);
  const [latency, setLatency] = useState(terms.latencyMs === null ? "" : String(terms.latencyMs));
  const set = useMutation(
    trpc.paper.setTerms.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.paper.pathFilter());
        notify("success", t("saved", { name: status.accountName }));
        onClose();
      },
    }),
  );
  const failure = set.error === null ? null : toFailure(set.error);
  const isLatency = failure?.path === "latencyMs";
  return (
    <form
      noValidate
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const latencyMs = latency.trim() === "" ? null : Number(latency);
        set.mutate({ accountId: status.accountId, fillModel, resolution, latencyMs });
      }}
    >
      <Segmented
        label={t("fills")}
        options={[
          { value: "quotes", label: t("quotes") },
          { value: "bars", label: t("bars") },
        ]}
        value={fillModel}
        onChange={setFillModel}
      />
      <p className="text-11 text-tx-3">{t(fillModel === "bars" ? "barsHint" : "quotesHint")}</p>
      {fillModel === "bars" ? (
        <Field label={t("resolution")}>
          <Select
            value={resolution}
            options={PAPER_RESOLUTIONS.map((value) => ({ value, label: value }))}
            onChange={setResolution}
          />
        </Field>
      ) : null}
      <Field label={t("latency")} hint={t("latencyHint")} error={isLatency ? say(failure) : null}>
        <TextInput
          value={latency}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => setLatency(event.target.value)}
        />
      </Field>
      {failure === null || isLatency ? null : <Banner tone="bad">{say(failure)}</Banner>}
      <div>
        <Button type="submit" variant="primary" busy={set.isPending}>
          {t("save")}
        </Button>
      </div>
    </form>
  );
}

const USUAL_MINUTES = "5";

function OutageForm({ status, onClose }: VenueDialogProps) {
  const t = useTranslations("reconcile.venue");
  const outage = useTranslations("reconcile.outage");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  const start = useMutation(
    trpc.paper.startOutage.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.reconcile.pathFilter());
        notify("success", outage("started"));
        onClose();
      },
    }),
  );
  const failure = start.error === null ? null : toFailure(start.error);
  const isMinutes = failure?.path === "minutes";
  return (
    <form
      noValidate
      className="flex flex-col gap-3 border-t border-line-2 pt-4"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate({ accountId: status.accountId, minutes: Number(minutes), seed: null });
      }}
    >
      <h3 className="text-13 font-semibold">{t("outage")}</h3>
      <p className="text-12 leading-4.5 text-tx-2">{t("outageText")}</p>
      <Field label={t("minutes")} error={isMinutes ? say(failure) : null}>
        <TextInput
          value={minutes}
          inputMode="numeric"
          autoComplete="off"
          onChange={(event) => setMinutes(event.target.value)}
        />
      </Field>
      {failure === null || isMinutes ? null : <Banner tone="bad">{say(failure)}</Banner>}
      <div>
        <Button type="submit" variant="danger" busy={start.isPending}>
          {outage("start")}
        </Button>
      </div>
    </form>
  );
}
