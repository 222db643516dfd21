"use client";

import { useTranslations } from "use-intl";
import { Banner, Button } from "@/app/_components/ui";
import { ConditionEditor } from "./condition-editor";
import { asGroup } from "./draft";
import { SettingsEditor } from "./settings-editor";
import type { ScreenEditing } from "./use-drafts";

export interface ScreenSetupProps {
  readonly editing: ScreenEditing;
  readonly readOnly: boolean;
}

/** The builder: conditions, the sentence they make, and the rest of the screen. */
export function ScreenSetup({ editing, readOnly }: ScreenSetupProps) {
  const t = useTranslations("screener");
  const s = useTranslations("screenSetup");
  const f = useTranslations("form");
  const { definition, faults, change } = editing;
  if (definition === null) return null;
  const group = asGroup(definition.condition);
  return (
    <div data-screen-form className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
      {editing.isConflict ? (
        <Banner tone="warn">
          {t("conflict")}
          <span className="mt-1.5 flex flex-wrap gap-2">
            <Button size="sm" onClick={editing.discard}>
              {t("conflictTheirs")}
            </Button>
            <Button size="sm" onClick={() => editing.send(undefined, "newest")}>
              {t("conflictMine")}
            </Button>
            <Button size="sm" onClick={() => editing.send(undefined, "copy")}>
              {t("conflictCopy")}
            </Button>
          </span>
        </Banner>
      ) : null}
      <section aria-label={s("settings")} className="border-b border-line-2 px-4 py-3">
        <SettingsEditor definition={definition} faults={faults} readOnly={readOnly} onChange={change} />
      </section>
      <section aria-label={s("condition")} className="flex flex-col gap-3 px-4 py-3">
        <ConditionEditor
          place="condition"
          group={group}
          faults={faults}
          readOnly={readOnly}
          onChange={(condition) => change({ ...definition, condition })}
        />
        <output className="text-11 text-tx-2">
          {faults.size === 0 ? null : f("toCorrect", { count: faults.size })}
        </output>
      </section>
    </div>
  );
}
