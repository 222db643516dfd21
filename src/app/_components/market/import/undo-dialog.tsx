"use client";

import { useTranslations } from "use-intl";
import { Banner, Button, Dialog } from "@/app/_components/ui";
import { type Failure, toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { notify } from "@/app/_lib/notify";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { ImportRecord } from "../types";
import { useUndoImport } from "./use-import";

/** The parts of an import that an undo takes back: a record of the list, or the outcome of the job that made it. */
export type Undoable = Pick<ImportRecord, "importId" | "symbol" | "resolution" | "inserted" | "replaced"> & {
  readonly fileName?: string;
};

/** Names the later import that stands in the way; any other refusal in its own words. */
function useRefusal() {
  const t = useTranslations("importing");
  const format = useFormat();
  const say = useFailureText();
  return (failure: Failure) => {
    const { fileName, createdAt } = failure.facts;
    if (failure.kind !== "import.overlaid" || typeof fileName !== "string") return say(failure);
    const time = typeof createdAt === "number" ? format.dateTime(createdAt) : "";
    return t("overlaid", { fileName, time });
  };
}

/** Which sentence says what an undo does: it removes what was new and brings back what was replaced. */
function consequenceOf({ inserted, replaced }: Undoable) {
  if (inserted > 0 && replaced > 0) return "undoRemovesAndReturns";
  if (inserted > 0) return "undoRemoves";
  return replaced > 0 ? "undoReturns" : "undoNothing";
}

export interface UndoDialogProps {
  /** Null is closed. */
  readonly record: Undoable | null;
  readonly onClose: () => void;
  readonly onUndone?: () => void;
}

/** Says exactly what an undo will do before it does it, and why it cannot when it cannot. */
export function UndoDialog({ record, onClose, onUndone }: UndoDialogProps) {
  const t = useTranslations("importing");
  const undo = useUndoImport();
  const refusal = useRefusal();
  if (record === null) return null;
  const { fileName, symbol, resolution, inserted, replaced } = record;
  const words = {
    symbol,
    resolution,
    inserted: formatInteger(inserted),
    replaced: formatInteger(replaced),
  };
  const close = () => {
    undo.reset();
    onClose();
  };
  const confirm = () =>
    undo.mutate(
      { importId: record.importId },
      {
        onSuccess: () => {
          notify("success", t("undone", words));
          onUndone?.();
          close();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={fileName === undefined ? t("undoTitle") : t("undoTitleOf", { fileName })}
      description={t(consequenceOf(record), words)}
      actions={
        <>
          <Button onClick={close}>{t("keep")}</Button>
          <Button variant="danger-fill" busy={undo.isPending} onClick={confirm}>
            {t("undo")}
          </Button>
        </>
      }
    >
      {undo.error === null ? null : <Banner tone="bad">{refusal(toFailure(undo.error))}</Banner>}
    </Dialog>
  );
}
