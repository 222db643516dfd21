"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useIsPhone } from "@/app/_lib/use-media";
import type { StrategyDetail } from "../types";
import { useSdk, useStrategyChanges } from "../use-strategies";
import type { CodeHandle } from "./code-canvas";
import type { Fault } from "./place-faults";
import { readSdkNames } from "./sdk-names";
import { errorsOf, useCheck } from "./use-check";
import { useEditing } from "./use-editing";
import { useEditorAddress } from "./use-editor-address";

/** Everything the page of one strategy knows and does: text, check, address, saving. */
export function useEditor(strategy: StrategyDetail) {
  const t = useTranslations("strategyEditor");
  const { slug, newest, mine, archived } = strategy;
  const mayChange = useMayTrade() && mine;
  const isPhone = useIsPhone();
  const address = useEditorAddress(newest.number);
  const editing = useEditing(slug, newest);
  const { check, run } = useCheck();
  const sdk = useSdk();
  const names = useMemo(() => (sdk.data === undefined ? null : readSdkNames(sdk.data)), [sdk.data]);
  const handle = useRef<CodeHandle | null>(null);
  const setHandle = useCallback((ready: CodeHandle) => {
    handle.current = ready;
  }, []);
  const { save } = useStrategyChanges();
  const [isSaving, setIsSaving] = useState(false);

  const errors = errorsOf(check, editing.source);
  /** Opens the dialog, unless there is nothing to save or the text is known not to compile. */
  const askToSave = () => {
    if (!editing.isChanged) return notify("info", t("nothingToSave", { version: newest.number }));
    const [first] = errors;
    if (first !== undefined) {
      handle.current?.goTo(first);
      return notify("warning", t("mendFirst", { count: errors.length }), t("mendFirstText"));
    }
    save.reset();
    return setIsSaving(true);
  };
  const send = (note: string) => {
    const sent = editing.source;
    save.mutate(
      { slug, kind: "code", source: sent, note, from: editing.base },
      {
        onSuccess: (saved) => {
          setIsSaving(false);
          editing.onSaved(sent, saved.newest);
          notify("success", t("savedNow", { version: saved.newest.number }));
        },
        onError: (error) => {
          // The editor marks the place; the dialog says the sentence.
          if (toFailure(error).kind === "strategy.source_invalid") handle.current?.checkNow();
        },
      },
    );
  };
  return {
    address,
    editing,
    check,
    runCheck: run,
    names,
    mayChange,
    /** Whether the code can be written here and now. */
    mayWrite: mayChange && !isPhone && !archived,
    isPhone,
    setHandle,
    goTo: (fault: Fault) => handle.current?.goTo(fault),
    askToSave,
    saving: { isOpen: isSaving, isPending: save.isPending, error: save.error, send, close: () => setIsSaving(false) },
  };
}

export type EditorControl = ReturnType<typeof useEditor>;
