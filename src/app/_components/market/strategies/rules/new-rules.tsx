"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, ConfirmDialog, Field, PageHead, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailure } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { RULE_EXAMPLES } from "@/modules/strategy";
import { Crumb } from "../editor/strategy-crumb";
import { useStrategyChanges } from "../use-strategies";
import { DeskGrid } from "./desk-grid";
import { NEW_RULES } from "./draft";
import { PreviewPanel } from "./preview-panel";
import { RuleForm } from "./rule-form";
import { RuleWords } from "./rule-words";
import { slugFrom } from "./slug-from";
import { NEW_TEXT, type RulesControl, useRules } from "./use-rules";

/** No slug: only drafts of rules that were never saved are kept under it. */
const DRAFT_SLUG = "rules";
const NEWEST = { number: 0, source: NEW_TEXT };
const SLUG_MAX = 40;
const BEGINNINGS = ["blank", "averageCross", "rsiReversion", "bollingerReversion", "pullback"] as const;
type Beginning = (typeof BEGINNINGS)[number];

/** A new strategy without code: begun blank or from an example, kept in this browser until it is created. */
export function NewRules() {
  const t = useTranslations("rules");
  const router = useRouter();
  const mayTrade = useMayTrade();
  const say = useFailureText();
  const control = useRules(DRAFT_SLUG, NEWEST);
  const { rules, faults, checked, editing, change } = control;
  const [written, setWritten] = useState<string | null>(null);
  const slug = written ?? slugFrom(rules.title);
  const { save } = useStrategyChanges();
  const failure = save.error === null ? null : toFailure(save.error);
  const slugFault = failure?.path === "slug" ? say(failure) : undefined;
  const create = () => {
    const source = control.toSend();
    if (source === null || save.isPending) return;
    save.mutate(
      { slug, kind: "rules", source, note: "", from: null },
      {
        onSuccess: (saved) => {
          editing.takeNewest();
          notify("success", t("savedNow", { version: saved.newest.number }));
          router.push(`/strategies/rules/${saved.slug}`);
        },
        onError: (error) => (toFailure(error).path === "slug" ? undefined : notifyFailure(error, t("saveFailed"))),
      },
    );
  };
  return (
    <>
      <PageHead
        crumb={<Crumb />}
        title={t("newTitle")}
        tools={
          <span className="flex items-center gap-2">
            {control.isChanged ? (
              <output className="text-11 text-warn">{editing.isKept ? t("unsaved") : t("notKept")}</output>
            ) : null}
            <Button variant="primary" busy={save.isPending} disabled={!mayTrade} onClick={create}>
              {t("create")}
            </Button>
          </span>
        }
      />
      {mayTrade ? null : <Banner tone="neutral">{t("readOnly")}</Banner>}
      <DeskGrid
        form={
          <>
            <div className="flex flex-wrap items-start gap-4 border-b border-line-2 px-4 py-3">
              <BeginWith control={control} />
              <Field label={t("slug")} hint={t("slugHint")} error={slugFault} className="w-72 max-md:w-full">
                <TextInput
                  value={slug}
                  maxLength={SLUG_MAX}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => setWritten(event.target.value)}
                />
              </Field>
            </div>
            <RuleForm rules={rules} faults={faults} readOnly={!mayTrade} onChange={change} />
          </>
        }
        side={
          <>
            <RuleWords rules={rules} />
            <PreviewPanel checked={checked} />
          </>
        }
      />
    </>
  );
}

/** Fills the form with a rule to begin with; asks first where something was written. */
function BeginWith({ control }: { readonly control: RulesControl }) {
  const t = useTranslations("rules");
  const [asked, setAsked] = useState<Beginning | null>(null);
  const [chosen, setChosen] = useState<Beginning>("blank");
  const begin = (from: Beginning) => {
    control.begin(from === "blank" ? NEW_RULES : RULE_EXAMPLES[from]);
    setChosen(from);
    setAsked(null);
  };
  return (
    <>
      <Field label={t("beginWith")} className="w-60 max-md:w-full">
        <Select
          value={chosen}
          options={BEGINNINGS.map((value) => ({
            value,
            label: value === "blank" ? t("blank") : t(`example.${value}`),
          }))}
          onChange={(from) => (control.isChanged ? setAsked(from) : begin(from))}
        />
      </Field>
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setAsked(null))}
        title={t("replaceTitle")}
        consequence={t("replaceText")}
        confirmLabel={t("replace")}
        onConfirm={() => (asked === null ? undefined : begin(asked))}
      />
    </>
  );
}
