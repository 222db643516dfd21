"use client";

import { useTranslations } from "use-intl";
import { Tabs } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { notify, notifyFailure, notifyUndo } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { RunHistory } from "./run-history";
import { RunHits } from "./run-hits";
import { ScreenHead } from "./screen-head";
import { ScreenSetup } from "./screen-setup";
import { type ScreenDrafts, useEditing } from "./use-drafts";
import { type StoredScreen, useScreenAddress, useScreenChanges, useScreenRuns } from "./use-screens";

export interface ScreenWorkbenchProps {
  /** Null of a new one. */
  readonly screen: StoredScreen | null;
  readonly drafts: ScreenDrafts;
  /** Opens a copy in the builder. */
  readonly onCopy: (definition: StoredScreen["definition"]) => void;
}

/** One screen: what it asks, what its runs found, and how that did. */
export function ScreenWorkbench({ screen, drafts, onCopy }: ScreenWorkbenchProps) {
  const t = useTranslations("screener");
  const mayTrade = useMayTrade();
  const [address, setAddress] = useScreenAddress();
  const runs = useScreenRuns(screen?.screenId ?? null);
  const { run, remove, restore } = useScreenChanges();
  const editing = useEditing({
    screen,
    drafts,
    onSaved: (saved) => {
      notify("success", t("saved", { name: saved.definition.name }));
      // What was written last stays in sight; only a new one has its first own address.
      if (saved.screenId !== screen?.screenId) void setAddress({ screen: saved.screenId, run: null, view: "setup" });
    },
    onRefused: (error) => {
      if (toFailure(error).kind !== "screen.changed") notifyFailure(error, t("refused"));
      void setAddress({ view: "setup" });
    },
  });
  const isReadOnly = !mayTrade || (screen !== null && !screen.mine);
  const view = screen === null ? "setup" : (address.view ?? (screen.lastRun === null ? "setup" : "hits"));
  // As a promise: a new screen gets a workbench of its own once it is saved, and this one's callbacks end with it.
  const start = (screenId: string) =>
    void run.mutateAsync({ screenId }).then(
      ({ runId }) => setAddress({ screen: screenId, run: runId, view: "hits" }),
      (error: unknown) => notifyFailure(error, t("runRefused")),
    );
  const onRun = () => {
    if (screen !== null && (isReadOnly || !editing.isDirty)) return start(screen.screenId);
    void setAddress({ view: "setup" });
    editing.send(({ screenId }) => start(screenId));
    return undefined;
  };
  const setup = <ScreenSetup editing={editing} readOnly={isReadOnly} />;
  return (
    <>
      <ScreenHead
        screen={screen}
        editing={editing}
        runs={runs.data?.length ?? 0}
        isStarting={run.isPending}
        isDeleting={remove.isPending}
        onRun={onRun}
        onCopy={() => (screen === null ? undefined : onCopy(screen.definition))}
        onDelete={(done) => {
          if (screen === null) return;
          remove.mutate(
            { screenId: screen.screenId },
            {
              onSuccess: () => {
                done();
                editing.discard();
                const { screenId, definition } = screen;
                notifyUndo(t("removed", { name: definition.name }), () => restore.mutate({ screenId }));
                void setAddress({ screen: null, run: null, view: null });
              },
            },
          );
        }}
      />
      {screen === null ? (
        setup
      ) : (
        <Tabs
          label={t("views")}
          value={view}
          onChange={(next) => void setAddress({ view: next })}
          className="flex-1"
          items={[
            {
              value: "hits",
              label: t("view.hits"),
              count: screen.lastRun?.status === "succeeded" ? formatInteger(screen.lastRun.hits) : undefined,
              content: (
                <RunHits
                  screen={screen}
                  runs={runs.data}
                  error={runs.error}
                  onRetry={() => void runs.refetch()}
                  runId={address.run}
                  onRun={onRun}
                  isStarting={run.isPending}
                />
              ),
            },
            { value: "setup", label: t("view.setup"), content: setup },
            {
              value: "runs",
              label: t("view.runs"),
              count: runs.data === undefined ? undefined : formatInteger(runs.data.length),
              content: (
                <RunHistory
                  screenId={screen.screenId}
                  runs={runs.data}
                  error={runs.error}
                  onRetry={() => void runs.refetch()}
                  onShow={(runId) => void setAddress({ run: runId, view: "hits" })}
                />
              ),
            },
          ]}
        />
      )}
    </>
  );
}
