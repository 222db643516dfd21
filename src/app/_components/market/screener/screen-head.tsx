"use client";

import { Copy, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, IconButton } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { conditionSentence } from "@/modules/data";
import { asGroup, type DraftDefinition } from "./draft";
import type { ScreenEditing } from "./use-drafts";
import type { StoredScreen } from "./use-screens";

export interface ScreenHeadProps {
  /** Null of a new one. */
  readonly screen: StoredScreen | null;
  readonly editing: ScreenEditing;
  /** How many runs a deletion takes along. */
  readonly runs: number;
  readonly isStarting: boolean;
  readonly isDeleting: boolean;
  readonly onRun: () => void;
  readonly onCopy: () => void;
  readonly onDelete: (done: () => void) => void;
}

/** What the screen asks, in words, and everything that can be done with it. */
export function ScreenHead(props: ScreenHeadProps) {
  const { screen, editing, isStarting, onRun, onCopy } = props;
  const t = useTranslations("screener");
  const mayTrade = useMayTrade();
  const { definition, isDirty, isSaving } = editing;
  if (definition === null) return null;
  const mayChange = mayTrade && (screen === null || screen.mine);
  const needsSave = screen === null || isDirty;
  const group = asGroup(definition.condition);
  return (
    <header className="flex shrink-0 flex-wrap items-start gap-x-4 gap-y-2 border-b border-line-2 bg-bg-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 max-md:basis-full">
        <h2 className="truncate text-13 font-semibold">
          {definition.name.trim() === "" ? t("draftName") : definition.name}
          {isDirty ? <span className="ml-2 text-11 font-normal text-warn">{t("unsaved")}</span> : null}
        </h2>
        <p className="text-12 leading-4.5 text-tx-1">{group.of.length === 0 ? null : conditionSentence(group)}</p>
        <Facts definition={definition} />
        {screen === null || screen.mine ? null : (
          <p className="mt-0.5 text-11 text-tx-3">{mayTrade ? t("readOnly") : t("readOnlyViewer")}</p>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {screen !== null && mayTrade ? (
          screen.mine ? (
            <IconButton label={t("copy")} icon={<Copy aria-hidden="true" size={14} />} onClick={onCopy} />
          ) : (
            <Button icon={<Copy aria-hidden="true" size={14} />} onClick={onCopy}>
              {t("copyToMine")}
            </Button>
          )
        ) : null}
        {screen !== null && mayChange ? <DeleteButton {...props} screen={screen} /> : null}
        {mayChange && isDirty && screen !== null ? (
          <Button variant="quiet" onClick={editing.discard}>
            {t("discard")}
          </Button>
        ) : null}
        {mayChange && needsSave ? (
          <Button busy={isSaving} onClick={() => editing.send()}>
            {t("save")}
          </Button>
        ) : null}
        {mayTrade ? (
          <Button
            variant="primary"
            busy={isStarting || isSaving}
            icon={<Play aria-hidden="true" size={13} />}
            onClick={onRun}
          >
            {mayChange && needsSave ? t("saveAndRun") : t("run")}
          </Button>
        ) : null}
      </div>
    </header>
  );
}

/** Universe, bars, schedule and benchmark in one line. */
function Facts({ definition }: { readonly definition: DraftDefinition }) {
  const t = useTranslations("screener");
  const s = useTranslations("screenSetup");
  const { universe, resolution, schedule, benchmark } = definition;
  const where =
    universe.kind === "kinds"
      ? t("asks.kinds", { kinds: universe.kinds.map((kind) => s(`kind.${kind}`)).join(", ") })
      : universe.kind === "symbols"
        ? t("asks.symbols", { count: universe.symbols.length })
        : t(`asks.${universe.kind}`);
  const when =
    schedule.kind === "session"
      ? t("runs.session", { calendar: schedule.calendar })
      : schedule.kind === "every"
        ? t("runs.every", { minutes: schedule.minutes ?? 0 })
        : t("runs.manual");
  const parts = [where, resolution, when, ...(benchmark === null ? [] : [t("against", { symbol: benchmark })])];
  return <p className="num text-11 leading-4 text-tx-3">{parts.join(" · ")}</p>;
}

function DeleteButton({ screen, runs, isDeleting, onDelete }: ScreenHeadProps & { readonly screen: StoredScreen }) {
  const t = useTranslations("screener");
  const [isAsked, setIsAsked] = useState(false);
  const { name, schedule } = screen.definition;
  return (
    <>
      <IconButton label={t("remove")} icon={<Trash2 aria-hidden="true" size={14} />} onClick={() => setIsAsked(true)} />
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setIsAsked}
        title={t("removeTitle", { name })}
        consequence={t("removeText", { runs, scheduled: schedule.kind === "manual" ? "no" : "yes" })}
        confirmLabel={t("remove")}
        danger
        busy={isDeleting}
        onConfirm={() => onDelete(() => setIsAsked(false))}
      />
    </>
  );
}
