"use client";

import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useFaultFocus, useIssueWords } from "@/app/_components/form";
import { notify } from "@/app/_lib/notify";
import { checkRules, type DraftRules } from "@/modules/strategy";
import type { Faults } from "../../screener/operand-editor";
import { useEditing } from "../editor/use-editing";
import { asForm, keepParameters, NEW_RULES, readDraft, textOf } from "./draft";

const NO_FAULTS: Faults = new Map();

/** Of a rule that was never saved. */
export const NEW_TEXT = textOf(NEW_RULES);

export interface NewestRules {
  /** 0: never saved. */
  readonly number: number;
  readonly source: string;
}

/**
 * A rule while somebody writes it: kept in this browser until it is saved, checked as the server checks it. Faults are shown from
 * the first refused save on: before, they would scold whoever is still writing.
 */
export function useRules(slug: string, newest: NewestRules) {
  const t = useTranslations("rules");
  const words = useIssueWords();
  const saved = useMemo(() => readDraft(newest.source) ?? NEW_RULES, [newest.source]);
  const editing = useEditing(slug, newest);
  const rules = useMemo(() => readDraft(editing.source) ?? saved, [editing.source, saved]);
  const checked = useMemo(() => checkRules(rules, words), [rules, words]);
  const [refusals, setRefusals] = useState(0);
  const faults = useMemo<Faults>(
    () =>
      refusals === 0 || checked.ok ? NO_FAULTS : new Map(checked.error.map(({ path, message }) => [path, message])),
    [checked, refusals],
  );
  useFaultFocus("[data-rule-form]", refusals);
  const isChanged = textOf(rules) !== textOf(saved);
  return {
    editing,
    rules,
    saved,
    checked,
    faults,
    isChanged,
    /** Writes the rule anew; parameters follow their numbers. */
    change: (next: DraftRules) => editing.write(textOf(keepParameters(rules, next))),
    /** Another rule altogether. */
    begin: (next: DraftRules) => {
      setRefusals(0);
      editing.write(textOf(asForm(next)));
    },
    /** The text to send; null, and the first fault has the focus, where it cannot be saved. */
    toSend: (): string | null => {
      if (checked.ok) return textOf(checked.value);
      setRefusals((count) => count + 1);
      notify("warning", t("mendFirst", { count: checked.error.length }), checked.error[0]?.message ?? "");
      return null;
    },
  };
}

export type RulesControl = ReturnType<typeof useRules>;
