"use client";

import { Play, Save } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Chip, Link, PageHead, SkeletonRows } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { ChangeMenu } from "../change-menu";
import { SaveDialog } from "../editor/save-dialog";
import { Crumb } from "../editor/strategy-crumb";
import { type EditorAddress, useEditorAddress } from "../editor/use-editor-address";
import { backtestOf, VersionsPanel } from "../editor/versions-panel";
import type { StrategyDetail } from "../types";
import { useStrategyChanges, useStrategyVersion } from "../use-strategies";
import { DeskGrid } from "./desk-grid";
import { readDraft } from "./draft";
import { PreviewPanel } from "./preview-panel";
import { RuleForm } from "./rule-form";
import { RuleComparison, RuleWords } from "./rule-words";
import { type RulesControl, useRules } from "./use-rules";

const ICON = { "aria-hidden": true, size: 14 } as const;
const SKELETON_ROWS = 12;
const unchanged = () => undefined;

interface DeskProps {
  readonly strategy: StrategyDetail;
}

/** One rule: form left; words, picture and versions right. */
export function RulesDesk({ strategy }: DeskProps) {
  const { slug, newest, mine, archived } = strategy;
  const mayChange = useMayTrade() && mine;
  const address = useEditorAddress(newest.number);
  const control = useRules(slug, newest);
  const saving = useSaving(strategy, control);
  const mayWrite = mayChange && !archived && address.view.kind !== "read";
  useSaveKey(mayWrite, saving.ask);
  return (
    <>
      <Head {...{ strategy, control, mayChange }} onSave={mayWrite ? saving.ask : null} />
      <Banners {...{ strategy, control, address, mayChange }} isSaving={saving.isPending} />
      <DeskGrid
        form={
          address.view.kind === "read" ? (
            <OlderVersion slug={slug} number={address.view.number} />
          ) : (
            <RuleForm rules={control.rules} faults={control.faults} readOnly={!mayWrite} onChange={control.change} />
          )
        }
        side={
          <>
            {address.view.kind === "compare" ? (
              <RuleComparison
                strategy={strategy}
                from={address.view.from}
                to={address.view.to}
                onClose={address.edit}
              />
            ) : null}
            {address.view.kind === "read" ? null : (
              <>
                <RuleWords rules={control.rules} />
                <PreviewPanel checked={control.checked} />
              </>
            )}
            <VersionsPanel {...{ strategy, address, mayChange }} isChanged={control.isChanged} />
          </>
        }
      />
      {saving.isOpen ? (
        <SaveDialog
          version={newest.number + 1}
          isSaving={saving.isPending}
          error={saving.error}
          onSave={saving.send}
          onClose={saving.close}
        />
      ) : null}
    </>
  );
}

function useSaving({ slug, newest }: StrategyDetail, control: RulesControl) {
  const t = useTranslations("rules");
  const { save } = useStrategyChanges();
  const [source, setSource] = useState<string | null>(null);
  return {
    isOpen: source !== null,
    isPending: save.isPending,
    error: save.error,
    close: () => setSource(null),
    ask: () => {
      if (!control.isChanged) return notify("info", t("nothingToSave", { version: newest.number }));
      save.reset();
      return setSource(control.toSend());
    },
    send: (note: string) => {
      if (source === null) return;
      const written = control.editing.source;
      save.mutate(
        { slug, kind: "rules", source, note, from: control.editing.base },
        {
          onSuccess: (saved) => {
            setSource(null);
            control.editing.onSaved(written, saved.newest);
            notify("success", t("savedNow", { version: saved.newest.number }));
          },
        },
      );
    },
  };
}

/** Ctrl S saves from anywhere on the page; the browser's own would save the page as a file. */
function useSaveKey(isActive: boolean, ask: () => void): void {
  useEffect(() => {
    if (!isActive) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      ask();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [isActive, ask]);
}

interface HeadProps extends DeskProps {
  readonly control: RulesControl;
  readonly mayChange: boolean;
  /** Null: nothing can be saved here. */
  readonly onSave: (() => void) | null;
}

function Head({ strategy, control, mayChange, onSave }: HeadProps) {
  const t = useTranslations("rules");
  const s = useTranslations("strategies");
  const e = useTranslations("strategyEditor");
  const { slug, title, newest, shared, archived } = strategy;
  const state = control.isChanged ? (control.editing.isKept ? t("unsaved") : t("notKept")) : null;
  return (
    <PageHead
      crumb={<Crumb />}
      title={title}
      sub={
        <span className="inline-flex items-center gap-2">
          {s("nameVersion", { name: slug, version: newest.number })}
          <Chip>{s("rules")}</Chip>
          <Chip>{shared ? s("shared") : e("private")}</Chip>
          {archived ? <Chip tone="warn">{s("archived")}</Chip> : null}
        </span>
      }
      tools={
        <span className="flex flex-wrap items-center gap-2">
          {onSave === null ? null : (
            <output className={state === null ? "text-11 text-tx-3" : "text-11 text-warn"}>
              {state ?? t("asSaved", { version: newest.number })}
            </output>
          )}
          {onSave !== null && control.isChanged ? (
            <Button variant="quiet" onClick={control.editing.takeNewest}>
              {t("discard")}
            </Button>
          ) : null}
          {mayChange ? <ChangeMenu strategy={strategy} /> : null}
          {archived ? null : (
            <Button asChild>
              <Link href={backtestOf(slug, newest.number)}>
                <Play {...ICON} size={13} />
                {t("backtest")}
              </Link>
            </Button>
          )}
          {onSave === null ? null : (
            <Button variant="primary" icon={<Save {...ICON} />} onClick={onSave}>
              {t("save")}
            </Button>
          )}
        </span>
      }
    />
  );
}

interface BannersProps extends DeskProps {
  readonly control: RulesControl;
  readonly address: EditorAddress;
  readonly mayChange: boolean;
  /** While a save is on its way the newest version may be one's own. */
  readonly isSaving: boolean;
}

function Banners({ strategy, control, address, mayChange, isSaving }: BannersProps) {
  const t = useTranslations("rules");
  const e = useTranslations("strategyEditor");
  const { editing } = control;
  const { number } = strategy.newest;
  return (
    <>
      {mayChange ? null : <Banner tone="neutral">{t("readOnly")}</Banner>}
      {strategy.archived ? <Banner tone="warn">{e("archived")}</Banner> : null}
      {address.view.kind === "read" ? (
        <Banner tone="neutral">
          <span className="flex flex-wrap items-center gap-2">
            {t("reading", { version: address.view.number })}
            <Button size="sm" onClick={address.edit}>
              {t("backToNewest")}
            </Button>
          </span>
        </Banner>
      ) : null}
      {editing.isBehind && !isSaving ? (
        <Banner tone="warn">
          <p>{t("behind", { newest: number, base: editing.base })}</p>
          <span className="mt-1 flex flex-wrap gap-2">
            <Button size="sm" onClick={editing.keepMine}>
              {t("keepMine")}
            </Button>
            <Button size="sm" onClick={editing.takeNewest}>
              {t("takeNewest", { version: number })}
            </Button>
          </span>
        </Banner>
      ) : null}
    </>
  );
}

/** A version as it was saved, to read. */
function OlderVersion({ slug, number }: { readonly slug: string; readonly number: number }) {
  const t = useTranslations("strategyEditor");
  const version = useStrategyVersion(slug, number);
  const rules = readDraft(version.data?.source ?? "");
  if (rules === null) return <SkeletonRows rows={SKELETON_ROWS} label={t("loadingEditor")} />;
  return (
    <>
      <RuleWords rules={rules} />
      <RuleForm rules={rules} faults={new Map()} readOnly onChange={unchanged} />
    </>
  );
}
