"use client";

import { Plus } from "lucide-react";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, EmptyState, FailedState, Link, PageHead, SkeletonRows } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import type { ScreenDefinition } from "@/modules/data";
import { type DraftDefinition, draftOf, NEW_DEFINITION } from "./draft";
import { ScreenChoice, ScreenList } from "./screen-list";
import { ScreenWorkbench } from "./screen-workbench";
import { StarterList } from "./starter-list";
import { STARTERS, type StarterName } from "./starters";
import { useScreenDrafts } from "./use-drafts";
import { NEW_SCREEN, useScreenAddress, useScreens } from "./use-screens";

const SKELETON_ROWS = 12;
const NAME_LENGTH_MAX = 80;

/** Questions to every instrument: screens on the left, the chosen one beside them. On a phone one above the other. */
export function ScreenerPage() {
  const t = useTranslations("screener");
  const mayTrade = useMayTrade();
  const [address, setAddress] = useScreenAddress();
  const screens = useScreens();
  const drafts = useScreenDrafts();
  const unsaved = useMemo(() => new Set(drafts.drafts.keys()), [drafts.drafts]);
  const listed = screens.data ?? [];
  const isNew = address.screen === NEW_SCREEN && unsaved.has(NEW_SCREEN);
  const isEmpty = listed.length === 0 || address.screen === NEW_SCREEN;
  const named = listed.find(({ screenId }) => screenId === address.screen);
  const chosen = address.screen === null ? listed[0] : named;

  const begin = (definition: DraftDefinition) => {
    drafts.put(NEW_SCREEN, { definition, version: null, refusals: 0, refused: new Map() });
    void setAddress({ screen: NEW_SCREEN, run: null, view: null });
  };
  const start = (starter: StarterName | null) =>
    begin(
      starter === null
        ? NEW_DEFINITION
        : { ...NEW_DEFINITION, name: t(`starter.${starter}`), condition: { kind: "all", of: partsOf(starter) } },
    );
  const copy = (definition: ScreenDefinition) => {
    const name = t("copyName", { name: definition.name }).slice(0, NAME_LENGTH_MAX);
    begin({ ...draftOf(definition), name, shared: false });
  };
  const list = {
    screens: listed,
    unsaved,
    chosen: isNew ? NEW_SCREEN : (chosen?.screenId ?? null),
    onChoose: (screenId: string) => void setAddress({ screen: screenId, run: null, view: null }),
  };
  const hasList = listed.length > 0;
  return (
    <>
      <PageHead
        crumb={
          <Link href="/markets" className="hover:text-tx-1">
            {t("markets")}
          </Link>
        }
        title={t("title")}
        tools={
          mayTrade && hasList ? (
            <Button
              icon={<Plus aria-hidden="true" size={14} />}
              onClick={() => void setAddress({ screen: NEW_SCREEN, run: null, view: null })}
            >
              {t("create")}
            </Button>
          ) : undefined
        }
      />
      <div className="flex min-h-0 flex-1 max-md:flex-col">
        {hasList ? (
          <>
            <div className="flex w-60 shrink-0 flex-col border-r border-line-2 bg-bg-1 max-md:hidden">
              <ScreenList {...list} />
            </div>
            <div className="border-b border-line-2 px-4 py-2 md:hidden">
              <ScreenChoice {...list} />
            </div>
          </>
        ) : null}
        <div className="flex min-h-0 min-w-0 flex-1 flex-col">
          {screens.error !== null && screens.data === undefined ? (
            <FailedState
              title={t("failed")}
              error={screens.error}
              safe={t("safe")}
              onRetry={() => void screens.refetch()}
            />
          ) : screens.data === undefined ? (
            <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
          ) : isNew ? (
            <ScreenWorkbench key={NEW_SCREEN} screen={null} drafts={drafts} onCopy={copy} />
          ) : isEmpty ? (
            mayTrade ? (
              <StarterList onStart={start} />
            ) : (
              <EmptyState title={t("emptyTitle")}>{t("emptyViewer")}</EmptyState>
            )
          ) : chosen === undefined ? (
            <EmptyState
              title={t("gone")}
              actions={
                <Button onClick={() => void setAddress({ screen: null, run: null, view: null })}>{t("showAll")}</Button>
              }
            />
          ) : (
            <ScreenWorkbench key={chosen.screenId} screen={chosen} drafts={drafts} onCopy={copy} />
          )}
        </div>
      </div>
    </>
  );
}

/** What a starter asks, as parts of the group that the builder has at its top. */
function partsOf(starter: StarterName): readonly DraftDefinition["condition"][] {
  const condition: DraftDefinition["condition"] = STARTERS[starter];
  return condition.kind === "all" ? condition.of : [condition];
}
