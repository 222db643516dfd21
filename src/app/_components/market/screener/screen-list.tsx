"use client";

import { useTranslations } from "use-intl";
import { Field, Select } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { formatInteger } from "@/app/_lib/format";
import { NEW_SCREEN, type StoredScreen } from "./use-screens";

export interface ScreenListProps {
  readonly screens: readonly StoredScreen[];
  /** Ids of screens with changes that are not saved. */
  readonly unsaved: ReadonlySet<string>;
  /** The one in sight, {@link NEW_SCREEN} for one that is being written. */
  readonly chosen: string | null;
  readonly onChoose: (screenId: string) => void;
}

/** Own screens, then those that others share. */
export function ScreenList(props: ScreenListProps) {
  const { screens, unsaved } = props;
  const t = useTranslations("screener");
  const own = screens.filter((screen) => screen.own);
  const others = screens.filter((screen) => !screen.own);
  return (
    <nav aria-label={t("screens")} className="min-h-0 flex-1 overflow-auto">
      {unsaved.has(NEW_SCREEN) ? (
        <ul>
          <Entry {...props} screenId={NEW_SCREEN} name={t("draftName")} />
        </ul>
      ) : null}
      <Section {...props} title={t("mine")} screens={own} />
      <Section {...props} title={t("others")} screens={others} />
    </nav>
  );
}

function Section({ title, ...props }: ScreenListProps & { readonly title: string }) {
  if (props.screens.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="px-3 pt-2.5 pb-1 text-11 text-tx-3">{title}</h2>
      <ul>
        {props.screens.map(({ screenId, definition, lastRun }) => (
          <Entry
            key={screenId}
            {...props}
            screenId={screenId}
            name={definition.name}
            count={lastRun?.status === "succeeded" ? formatInteger(lastRun.hits) : undefined}
          />
        ))}
      </ul>
    </section>
  );
}

interface EntryProps extends ScreenListProps {
  readonly screenId: string;
  readonly name: string;
  /** Hits of the last run. */
  readonly count?: string | undefined;
}

function Entry({ screenId, name, count, chosen, unsaved, onChoose }: EntryProps) {
  const t = useTranslations("screener");
  const isChosen = chosen === screenId;
  return (
    <li>
      <button
        type="button"
        aria-current={isChosen ? "true" : undefined}
        onClick={() => onChoose(screenId)}
        className={cn(
          "flex h-8 w-full items-center gap-2 px-3 text-left text-12 focus-visible:-outline-offset-2 hover:bg-bg-2",
          isChosen ? "bg-bg-3 font-medium shadow-[inset_2px_0_0_var(--accent)]" : "text-tx-2",
        )}
      >
        <span className="min-w-0 flex-1 truncate" title={name}>
          {name}
        </span>
        {unsaved.has(screenId) ? <span className="text-11 text-warn">{t("unsaved")}</span> : null}
        {count === undefined ? null : <span className="num text-11 text-tx-3">{count}</span>}
      </button>
    </li>
  );
}

/** The same on a phone, as one control. */
export function ScreenChoice({ screens, unsaved, chosen, onChoose }: ScreenListProps) {
  const t = useTranslations("screener");
  return (
    <Field label={t("choose")} hideLabel className="w-full">
      <Select
        value={chosen}
        onChange={onChoose}
        options={[
          ...(unsaved.has(NEW_SCREEN) || chosen === NEW_SCREEN ? [{ value: NEW_SCREEN, label: t("draftName") }] : []),
          ...screens.map(({ screenId, definition, own }) => ({
            value: screenId,
            label: own ? definition.name : `${definition.name} (${t("others")})`,
          })),
        ]}
      />
    </Field>
  );
}
