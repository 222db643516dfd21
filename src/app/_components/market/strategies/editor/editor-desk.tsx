"use client";

import { Play, Save } from "lucide-react";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, Link, PageHead } from "@/app/_components/ui";
import { ChangeMenu } from "../change-menu";
import { ParameterList } from "../parameter-list";
import type { StrategyDetail } from "../types";
import { CodeEditor } from "./code-editor";
import { CompareView } from "./compare-view";
import { EditorBanners } from "./editor-banners";
import { ProblemsPanel } from "./problems-panel";
import { ReadView } from "./read-view";
import { SaveDialog } from "./save-dialog";
import { Crumb } from "./strategy-crumb";
import { type EditorControl, useEditor } from "./use-editor";
import { backtestOf, VersionsPanel } from "./versions-panel";

const ICON = { "aria-hidden": true, size: 14 } as const;

export interface EditorDeskProps {
  readonly strategy: StrategyDetail;
}

interface PartProps extends EditorDeskProps {
  readonly editor: EditorControl;
}

/** Code left, versions and what the strategy says of itself right; on a phone one under the other, to read. */
export function EditorDesk({ strategy }: EditorDeskProps) {
  const editor = useEditor(strategy);
  const { address, editing, saving } = editor;
  useSaveKey(editor);
  return (
    <>
      <Head strategy={strategy} editor={editor} />
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_300px] max-md:flex max-md:flex-none max-md:flex-col">
        <div className="flex min-h-0 min-w-0 flex-col">
          <Main strategy={strategy} editor={editor} />
        </div>
        <div className="flex min-h-0 flex-col overflow-auto border-l border-line-2 bg-bg-1 max-md:border-t max-md:border-l-0">
          <VersionsPanel
            strategy={strategy}
            address={address}
            mayChange={editor.mayChange}
            isChanged={editing.isChanged}
          />
          <About strategy={strategy} />
        </div>
      </div>
      {saving.isOpen ? (
        <SaveDialog
          version={strategy.newest.number + 1}
          isSaving={saving.isPending}
          error={saving.error}
          onSave={saving.send}
          onClose={saving.close}
        />
      ) : null}
    </>
  );
}

/** Ctrl S saves from anywhere on the page; the browser's own would save the page as a file. */
function useSaveKey({ mayWrite, askToSave, saving, address }: EditorControl): void {
  const isActive = mayWrite && !saving.isOpen && address.view.kind === "edit";
  useEffect(() => {
    if (!mayWrite) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      if (isActive) askToSave();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [mayWrite, isActive, askToSave]);
}

function Head({ strategy, editor }: PartProps) {
  const t = useTranslations("strategyEditor");
  const s = useTranslations("strategies");
  const { editing, mayWrite, mayChange, isPhone } = editor;
  const { slug, title, newest, shared, archived } = strategy;
  return (
    <PageHead
      crumb={isPhone ? undefined : <Crumb />}
      title={title}
      sub={
        <span className="inline-flex items-center gap-2">
          {s("nameVersion", { name: slug, version: newest.number })}
          <Chip>{shared ? s("shared") : t("private")}</Chip>
          {archived ? <Chip tone="warn">{s("archived")}</Chip> : null}
        </span>
      }
      tools={
        <span className="flex items-center gap-2">
          {mayWrite ? (
            <output className={editing.isChanged ? "text-11 text-warn" : "text-11 text-tx-3"}>
              {!editing.isChanged
                ? t("asSaved", { version: newest.number })
                : editing.isKept
                  ? t("kept")
                  : t("notKept")}
            </output>
          ) : null}
          {mayChange ? <ChangeMenu strategy={strategy} /> : null}
          {archived ? null : (
            <Button asChild {...(editing.isChanged ? { title: t("backtestUnsaved", { version: newest.number }) } : {})}>
              <Link href={backtestOf(slug, newest.number)}>
                <Play {...ICON} size={13} />
                {t("backtest")}
              </Link>
            </Button>
          )}
          {mayWrite ? (
            <Button
              variant="primary"
              icon={<Save {...ICON} />}
              keys="Ctrl S"
              disabled={!editing.isChanged}
              onClick={editor.askToSave}
            >
              {t("save")}
            </Button>
          ) : null}
        </span>
      }
    />
  );
}

function Main({ strategy, editor }: PartProps) {
  const t = useTranslations("strategyEditor");
  const { address, editing, check, mayWrite, names } = editor;
  const { view } = address;
  if (view.kind === "read") return <ReadView strategy={strategy} number={view.number} onClose={address.edit} />;
  if (view.kind === "compare") {
    return (
      <CompareView
        strategy={strategy}
        from={view.from}
        to={view.to}
        unsaved={editing.isChanged ? editing.source : null}
        onCompare={address.compare}
        onClose={address.edit}
      />
    );
  }
  return (
    <>
      <EditorBanners strategy={strategy} editor={editor} />
      <div className="min-h-0 flex-1 max-md:h-[60dvh] max-md:flex-none">
        <CodeEditor
          value={editing.source}
          label={t("code", { name: strategy.title })}
          readOnly={!mayWrite}
          onChange={editing.write}
          onSave={editor.askToSave}
          check={mayWrite ? editor.runCheck : null}
          names={names}
          onReady={editor.setHandle}
        />
      </div>
      {mayWrite ? (
        <ProblemsPanel
          check={check}
          onGoTo={(fault) => editor.goTo(fault)}
          onCheckAgain={() => void editor.runCheck(editing.source)}
        />
      ) : null}
    </>
  );
}

/** What the newest version says of itself: the form it makes, in words. */
function About({ strategy: { newest } }: EditorDeskProps) {
  const t = useTranslations("strategyEditor");
  const { facts } = newest;
  return (
    <section aria-label={t("about")} className="border-t border-line-2 px-3 py-2.5 text-12 leading-4.5 max-md:px-4">
      <h2 className="font-semibold">{t("about")}</h2>
      <p className="mt-1 text-tx-2">{facts.description}</p>
      <h3 className="mt-2 text-tx-3">{t("parameters")}</h3>
      {facts.parameters.length === 0 ? (
        <p className="text-tx-2">{t("noParameters")}</p>
      ) : (
        <ParameterList parameters={facts.parameters} label={t("parameters")} />
      )}
    </section>
  );
}
