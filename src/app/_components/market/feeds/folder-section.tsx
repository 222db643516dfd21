"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, FailedState, Lamp, type LampState, Segmented } from "@/app/_components/ui";
import { fromJobError } from "@/app/_lib/failure";
import { formatBytes } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import type { FeedView } from "./feeds-table";
import { FolderSettings } from "./folder-settings";

type File = RouterOutputs["feed"]["folderFiles"]["rows"][number];
type State = File["state"];
type Shown = State | "all";

const STATES: readonly State[] = ["refused", "waiting", "imported", "gone"];
const LAMPS: Record<State, LampState> = { waiting: "warn", imported: "ok", refused: "bad", gone: "off" };
const PAGE = 50;
/** Lines of one file that are shown, the first with the refusal; the quarantine has more. */
const ISSUES_SHOWN = 3;

/** The watched folder: how it is set, and every file with what became of it. */
export function FolderSection({ feed, mayChange }: { readonly feed: FeedView; readonly mayChange: boolean }) {
  const t = useTranslations("feeds.folder");
  const trpc = useTRPC();
  const [shown, setShown] = useState<Shown>("all");
  const files = useInfiniteQuery(
    trpc.feed.folderFiles.infiniteQueryOptions(
      { state: shown === "all" ? null : shown, limit: PAGE },
      { getNextPageParam: ({ cursor }) => cursor, initialCursor: null },
    ),
  );
  const [first] = files.data?.pages ?? [];
  const rows = files.data?.pages.flatMap((page) => page.rows);
  const count = (state: State) => first?.counts[state] ?? 0;
  const options = STATES.filter((state) => count(state) > 0 || state === shown).map((value) => ({
    value,
    label: t(`count_${value}`, { count: count(value) }),
  }));
  return (
    <>
      {mayChange && first !== undefined ? (
        <FolderSettings key={feed.addresses.map(({ set }) => set).join()} feed={feed} root={first.root} />
      ) : null}
      <section aria-label={t("files")} className="text-12">
        <div className="flex flex-col gap-2 border-b border-line-2 px-3 py-2 max-md:px-4">
          <h3 className="font-semibold">{t("files")}</h3>
          <p className="text-tx-2">{t("names")}</p>
          {options.length < 2 ? null : (
            <Segmented<Shown>
              label={t("show")}
              value={shown}
              onChange={setShown}
              options={[{ value: "all", label: t("all") }, ...options]}
            />
          )}
        </div>
        {files.isError ? (
          <FailedState title={t("failed")} error={files.error} onRetry={() => void files.refetch()} />
        ) : null}
        {rows === undefined && !files.isError ? (
          <p className="px-3 py-2 text-tx-3 max-md:px-4">{t("loading")}</p>
        ) : null}
        {rows?.length === 0 ? (
          <p className="px-3 py-2 text-tx-2 max-md:px-4">{feed.enabled ? t("empty") : t("off")}</p>
        ) : null}
        <ul>
          {rows?.map((file) => (
            <FolderFile key={file.path} file={file} />
          ))}
        </ul>
        {files.hasNextPage ? (
          <div className="px-3 py-2 max-md:px-4">
            <Button busy={files.isFetchingNextPage} onClick={() => void files.fetchNextPage()}>
              {t("more")}
            </Button>
          </div>
        ) : null}
      </section>
    </>
  );
}

function FolderFile({ file }: { readonly file: File }) {
  const t = useTranslations("feeds.folder");
  const format = useFormat();
  const say = useFailureText();
  const { path, state, symbol, resolution, bytes, modifiedAt, decidedAt, error } = file;
  const series = symbol === null || resolution === null ? null : `${symbol} ${resolution}`;
  return (
    <li className="flex flex-col gap-0.5 border-b border-line-1 px-3 py-1.5 max-md:px-4">
      <div className="flex items-start gap-3">
        <span className="min-w-0 flex-1 font-medium wrap-anywhere">{path}</span>
        <Lamp state={LAMPS[state]}>{t(`states.${state}`)}</Lamp>
      </div>
      <span className="num text-11 text-tx-3">
        {[series, formatBytes(bytes), format.dateTime(decidedAt ?? modifiedAt)]
          .filter((part) => part !== null)
          .join(" · ")}
      </span>
      {error === null ? null : (
        <div className="text-danger">
          <p>{say(fromJobError(error))}</p>
          <ul>
            {error.issues?.slice(1, ISSUES_SHOWN).map((issue) => (
              <li key={issue.path}>
                {issue.path}: {issue.message}
              </li>
            ))}
          </ul>
        </div>
      )}
    </li>
  );
}
