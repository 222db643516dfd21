"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { FailedState, Field, IconButton, Note, Select, SkeletonRows } from "@/app/_components/ui";
import { useIsPhone } from "@/app/_lib/use-media";
import type { StrategyDetail } from "../types";
import { useStrategyVersion } from "../use-strategies";
import { CodeDifference } from "./code-editor";
import { UNSAVED } from "./use-editor-address";

const SKELETON_ROWS = 16;

export interface CompareViewProps {
  readonly strategy: StrategyDetail;
  readonly from: number;
  readonly to: number;
  /** The text that is not saved; null when it says what the newest version says. */
  readonly unsaved: string | null;
  readonly onCompare: (from: number, to: number) => void;
  readonly onClose: () => void;
}

/** One side: a version as it was saved, the newest one at hand, or the text that is not saved. */
function useSide({ strategy, unsaved }: CompareViewProps, number: number) {
  const { newest, slug } = strategy;
  const isAtHand = number === newest.number || number === UNSAVED;
  const version = useStrategyVersion(slug, isAtHand ? null : number);
  if (number === UNSAVED) return { source: unsaved ?? newest.source, version };
  return { source: number === newest.number ? newest.source : version.data?.source, version };
}

/** What changed between any two versions: side by side on a desk, in place on a phone. */
export function CompareView(props: CompareViewProps) {
  const { strategy, from, to, unsaved, onCompare, onClose } = props;
  const t = useTranslations("strategyEditor");
  const isPhone = useIsPhone();
  const before = useSide(props, from);
  const after = useSide(props, to);
  const error = before.version.error ?? after.version.error;
  const numbers = Array.from({ length: strategy.newest.number }, (_, place) => strategy.newest.number - place);
  const options = [
    ...(unsaved === null ? [] : [{ value: String(UNSAVED), label: t("unsaved") }]),
    ...numbers.map((number) => ({ value: String(number), label: t("number", { number }) })),
  ];
  const labelOf = (number: number) =>
    number === UNSAVED
      ? t("unsavedCode", { name: strategy.title })
      : t("codeOf", { name: strategy.title, version: number });
  return (
    <section aria-label={t("compare")} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <div className="grid shrink-0 grid-cols-[1fr_1fr_auto] items-end gap-x-3 border-b border-line-2 bg-bg-1 px-3 py-2">
        <Field label={t("from")}>
          <Select value={String(from)} onChange={(value) => onCompare(Number(value), to)} options={options} />
        </Field>
        <Field label={t("to")}>
          <Select value={String(to)} onChange={(value) => onCompare(from, Number(value))} options={options} />
        </Field>
        <IconButton label={t("closeCompare")} icon={<X size={16} />} onClick={onClose} />
      </div>
      {error !== null ? (
        <FailedState
          title={t("compareFailed")}
          error={error}
          onRetry={() => {
            void before.version.refetch();
            void after.version.refetch();
          }}
        />
      ) : before.source === undefined || after.source === undefined ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loadingEditor")} />
      ) : (
        <>
          {before.source === after.source ? <Note className="m-3">{t("same")}</Note> : null}
          <div className="min-h-0 flex-1 max-md:min-h-80 max-md:flex-none">
            <CodeDifference
              before={{ source: before.source, label: labelOf(from) }}
              after={{ source: after.source, label: labelOf(to) }}
              unified={isPhone}
            />
          </div>
        </>
      )}
    </section>
  );
}
