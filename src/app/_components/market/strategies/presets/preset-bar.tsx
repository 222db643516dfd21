"use client";

import { BookmarkPlus, MoreHorizontal, Pencil, Save, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, Field, IconButton, Menu, type MenuItem, Select } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailure, notifyUndo } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { StrategyPreset } from "../types";
import { PresetDialog } from "./preset-dialog";
import { sameParams } from "./same-params";
import { type Presets, usePresetLabel, usePresets } from "./use-presets";

const ICON = { "aria-hidden": true, size: 14 } as const;
/** In place of an id: values that no preset has. */
const OWN = "";

export interface PresetBarProps {
  /** Name of a strategy, with or without its version. */
  readonly strategy: string;
  /** The parameters as they are; null where a form has ranges instead: there presets are loaded and not saved. */
  readonly params: StrategyPreset["params"] | null;
  readonly onLoad: (params: StrategyPreset["params"]) => void;
}

type Asked = { readonly what: "save" } | { readonly what: "rename" | "remove"; readonly preset: StrategyPreset };

/** Parameters kept under a name: load, save, rename, delete. */
export function PresetBar({ strategy, params, onLoad }: PresetBarProps) {
  const t = useTranslations("presets");
  const say = useFailureText();
  const mayTrade = useMayTrade();
  const control = usePresets(strategy);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [loaded, setLoaded] = useState<string | null>(null);
  const presets = control.presets.data ?? [];
  const labelOf = usePresetLabel();
  const equal = params === null ? undefined : presets.find((one) => sameParams(one.params, params));
  const last = presets.find(({ presetId }) => presetId === loaded);
  // What the menu acts on: the preset whose values stand in the form, else the one that was taken last.
  const chosen = equal ?? last;
  const shown = params === null ? last : equal;
  const { error } = control.presets;
  const load = (id: string) => {
    const preset = presets.find(({ presetId }) => presetId === id);
    if (preset === undefined) return;
    setLoaded(preset.presetId);
    onLoad(preset.params);
  };
  if (presets.length === 0 && (params === null || !mayTrade)) return null;
  return (
    <div className="flex items-end gap-1">
      {presets.length === 0 ? (
        <Button
          variant="quiet"
          size="sm"
          icon={<BookmarkPlus {...ICON} />}
          title={error === null ? undefined : `${t("failed")} ${say(toFailure(error))}`}
          disabled={control.presets.data === undefined}
          onClick={() => setAsked({ what: "save" })}
        >
          {t("save")}
        </Button>
      ) : (
        <>
          <Field label={t("label")} className="flex-1">
            <Select
              value={shown?.presetId ?? OWN}
              onChange={load}
              options={[
                { value: OWN, label: params === null ? t("none") : t("own"), disabled: true },
                ...presets.map((one) => ({ value: one.presetId, label: labelOf(one) })),
              ]}
            />
          </Field>
          {mayTrade ? <PresetMenu {...{ control, chosen, equal, params, setAsked }} /> : null}
        </>
      )}
      {asked?.what === "save" && params !== null ? (
        <PresetDialog control={control} preset={null} params={params} onClose={() => setAsked(null)} />
      ) : null}
      {asked?.what === "rename" ? (
        <PresetDialog
          control={control}
          preset={asked.preset}
          params={asked.preset.params}
          onClose={() => setAsked(null)}
        />
      ) : null}
      {asked?.what === "remove" ? (
        <RemoveDialog control={control} preset={asked.preset} onClose={() => setAsked(null)} />
      ) : null}
    </div>
  );
}

interface PresetMenuProps {
  readonly control: Presets;
  readonly chosen: StrategyPreset | undefined;
  /** The preset that has exactly the values of the form. */
  readonly equal: StrategyPreset | undefined;
  readonly params: StrategyPreset["params"] | null;
  readonly setAsked: (asked: Asked) => void;
}

function PresetMenu({ control, chosen, equal, params, setAsked }: PresetMenuProps) {
  const t = useTranslations("presets");
  const { save, strategy } = control;
  const items: MenuItem[] = [];
  if (params !== null && equal === undefined) {
    items.push({
      kind: "item",
      key: "save",
      label: t("save"),
      icon: <BookmarkPlus {...ICON} />,
      onSelect: () => setAsked({ what: "save" }),
    });
  }
  // What is published is nobody's to change here.
  if (chosen !== undefined && chosen.publication === null) {
    const { presetId, name } = chosen;
    if (params !== null && equal === undefined) {
      items.push({
        kind: "item",
        key: "update",
        label: t("update", { name }),
        icon: <Save {...ICON} />,
        onSelect: () =>
          save.mutate(
            { presetId, strategy, name, params },
            {
              onSuccess: () => notify("success", t("saved", { name })),
              onError: (error) => notifyFailure(error, t("refused")),
            },
          ),
      });
    }
    items.push(
      {
        kind: "item",
        key: "rename",
        label: t("rename", { name }),
        icon: <Pencil {...ICON} />,
        onSelect: () => setAsked({ what: "rename", preset: chosen }),
      },
      {
        kind: "item",
        key: "remove",
        label: t("remove", { name }),
        icon: <Trash2 {...ICON} />,
        danger: true,
        onSelect: () => setAsked({ what: "remove", preset: chosen }),
      },
    );
  }
  if (items.length === 0) return null;
  return (
    <Menu
      trigger={<IconButton label={t("more")} icon={<MoreHorizontal {...ICON} />} tooltip={false} />}
      items={items}
    />
  );
}

interface RemoveDialogProps {
  readonly control: Presets;
  readonly preset: StrategyPreset;
  readonly onClose: () => void;
}

function RemoveDialog({ control: { remove, restore }, preset: { presetId, name }, onClose }: RemoveDialogProps) {
  const t = useTranslations("presets");
  return (
    <ConfirmDialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("removeTitle")}
      consequence={t("removeText", { name })}
      confirmLabel={t("removeNow")}
      danger
      busy={remove.isPending}
      onConfirm={() =>
        remove.mutate(
          { presetId },
          {
            onSuccess: () => {
              notifyUndo(t("removed", { name }), () => restore.mutate({ presetId }));
              onClose();
            },
            onError: (error) => notifyFailure(error, t("refused")),
          },
        )
      }
    />
  );
}
