"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, Note } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { Run } from "../../types";
import { tagsOf } from "./tags";

/** Note and tags of a run: to read, and for who may trade to write. */
export function RunRemarks({ run }: { readonly run: Run }) {
  const t = useTranslations("runs");
  const mayTrade = useMayTrade();
  const [isOpen, setIsOpen] = useState(false);
  if (isOpen) return <RemarksForm run={run} onDone={() => setIsOpen(false)} />;
  return (
    <div className="flex flex-wrap items-center gap-2 px-3 pb-3 text-12 max-md:px-4">
      {run.tags.map((tag) => (
        <Chip key={tag}>{tag}</Chip>
      ))}
      {run.note === "" ? null : <p className="w-full whitespace-pre-wrap text-tx-2">{run.note}</p>}
      {mayTrade ? <Button onClick={() => setIsOpen(true)}>{t("remark")}</Button> : null}
    </div>
  );
}

const BOX = "w-full rounded-2 border border-line-3 bg-bg-0 px-2 py-1 text-12 max-md:py-2 max-md:text-16";

function RemarksForm({ run, onDone }: { readonly run: Run; readonly onDone: () => void }) {
  const t = useTranslations("runs");
  const say = useFailureText();
  const trpc = useTRPC();
  const client = useQueryClient();
  const id = useId();
  const [note, setNote] = useState(run.note);
  const [tags, setTags] = useState(run.tags.join(", "));
  const known = useQuery(trpc.backtest.tags.queryOptions());
  const remark = useMutation(
    trpc.backtest.remark.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void client.invalidateQueries(trpc.backtest.get.queryFilter({ runId: run.runId }));
        void client.invalidateQueries(trpc.backtest.list.pathFilter());
        void client.invalidateQueries(trpc.backtest.tags.queryFilter());
        onDone();
      },
    }),
  );
  return (
    <form
      className="flex flex-col gap-2 px-3 pb-3 text-12 max-md:px-4"
      onSubmit={(event) => {
        event.preventDefault();
        remark.mutate({ runId: run.runId, note, tags: [...tagsOf(tags)] });
      }}
    >
      <label htmlFor={`${id}-note`} className="text-tx-3">
        {t("note")}
      </label>
      <textarea
        id={`${id}-note`}
        rows={3}
        maxLength={4_000}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        className={BOX}
      />
      <label htmlFor={`${id}-tags`} className="text-tx-3">
        {t("tags")}
      </label>
      <input
        id={`${id}-tags`}
        value={tags}
        onChange={(event) => setTags(event.target.value)}
        list={`${id}-known`}
        className={BOX}
      />
      <datalist id={`${id}-known`}>
        {known.data?.map(({ tag }) => (
          <option key={tag} value={tag}>
            {tag}
          </option>
        ))}
      </datalist>
      {remark.error === null ? null : <Note tone="bad">{say(toFailure(remark.error))}</Note>}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={remark.isPending}>
          {t("saveRemark")}
        </Button>
        <Button onClick={onDone}>{t("cancelRemark")}</Button>
      </div>
    </form>
  );
}
