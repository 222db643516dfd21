"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, ConfirmDialog } from "@/app/_components/ui";
import { notify, notifyFailure } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useFormat } from "@/app/_lib/use-format";
import type { StrategyDetail } from "../types";
import { useStrategyChanges } from "../use-strategies";
import type { EditorControl } from "./use-editor";
import { UNSAVED } from "./use-editor-address";

export interface EditorBannersProps {
  readonly strategy: StrategyDetail;
  readonly editor: EditorControl;
}

/** What stands between the person and the text: why it cannot be written, what came back, what was saved meanwhile. */
export function EditorBanners({ strategy, editor }: EditorBannersProps) {
  const { editing, mayChange, isPhone } = editor;
  return (
    <>
      {mayChange ? null : <WhyNot strategy={strategy} />}
      {strategy.archived ? <Archived {...{ strategy, editor }} /> : null}
      {mayChange && isPhone ? <OnPhone /> : null}
      {editing.isBehind && !editor.saving.isPending ? (
        <Behind {...{ strategy, editor }} />
      ) : editing.restoredAtMs === null ? null : (
        <Restored {...{ strategy, editor }} atMs={editing.restoredAtMs} />
      )}
    </>
  );
}

function OnPhone() {
  const t = useTranslations("strategyEditor");
  return <Banner tone="neutral">{t("phone")}</Banner>;
}

function WhyNot({ strategy }: Pick<EditorBannersProps, "strategy">) {
  const t = useTranslations("strategyEditor");
  const mayTrade = useMayTrade();
  return (
    <Banner tone="neutral">{mayTrade ? t("notMine", { author: strategy.author ?? t("house") }) : t("viewer")}</Banner>
  );
}

function Archived({ strategy, editor }: EditorBannersProps) {
  const t = useTranslations("strategyEditor");
  const s = useTranslations("strategies");
  const { archive } = useStrategyChanges();
  const { slug, title } = strategy;
  return (
    <Banner tone="warn">
      <p>{t("archived")}</p>
      {editor.mayChange ? (
        <Button
          size="sm"
          className="mt-1"
          busy={archive.isPending}
          onClick={() =>
            archive.mutate(
              { slug, archived: false },
              {
                onSuccess: () => notify("success", s("restored", { name: title })),
                onError: (error) => notifyFailure(error, s("changeFailed", { name: title })),
              },
            )
          }
        >
          {t("restore")}
        </Button>
      ) : null}
    </Banner>
  );
}

/** What this browser kept is in the editor already; it can be looked at, and thrown away. */
function Restored({ strategy, editor, atMs }: EditorBannersProps & { readonly atMs: number }) {
  const t = useTranslations("strategyEditor");
  const format = useFormat();
  const [isAsked, setIsAsked] = useState(false);
  const { address, editing } = editor;
  const version = strategy.newest.number;
  return (
    <Banner tone="neutral">
      <p>{t("restored", { time: format.dateTime(atMs) })}</p>
      <span className="mt-1 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => address.compare(version, UNSAVED)}>
          {t("showChanges")}
        </Button>
        <Button size="sm" variant="quiet" onClick={() => setIsAsked(true)}>
          {t("discard")}
        </Button>
      </span>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setIsAsked}
        title={t("discardTitle")}
        consequence={t("discardText", { version })}
        confirmLabel={t("discard")}
        danger
        onConfirm={() => {
          setIsAsked(false);
          editing.takeNewest();
        }}
      />
    </Banner>
  );
}

/** A version was saved since this text was begun: the person says whose text goes on. */
function Behind({ strategy, editor }: EditorBannersProps) {
  const t = useTranslations("strategyEditor");
  const [isAsked, setIsAsked] = useState(false);
  const { address, editing } = editor;
  const newest = strategy.newest.number;
  return (
    <Banner tone="warn">
      <p>{t("behind", { newest, base: editing.base })}</p>
      <span className="mt-1 flex flex-wrap gap-2">
        <Button size="sm" onClick={() => address.compare(newest, UNSAVED)}>
          {t("showChanges")}
        </Button>
        <Button size="sm" onClick={editing.keepMine}>
          {t("keepMine")}
        </Button>
        <Button size="sm" variant="quiet" onClick={() => setIsAsked(true)}>
          {t("takeNewest", { version: newest })}
        </Button>
      </span>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setIsAsked}
        title={t("discardTitle")}
        consequence={t("discardText", { version: newest })}
        confirmLabel={t("takeNewest", { version: newest })}
        danger
        onConfirm={() => {
          setIsAsked(false);
          editing.takeNewest();
        }}
      />
    </Banner>
  );
}
