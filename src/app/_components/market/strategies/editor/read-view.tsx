"use client";

import { useTranslations } from "use-intl";
import { Banner, FailedState, SkeletonRows } from "@/app/_components/ui";
import type { StrategyDetail } from "../types";
import { useStrategyVersion } from "../use-strategies";
import { CodeEditor } from "./code-editor";

const SKELETON_ROWS = 16;

export interface ReadViewProps {
  readonly strategy: StrategyDetail;
  readonly number: number;
  readonly onClose: () => void;
}

/** An older version, as it was saved. */
export function ReadView({ strategy, number, onClose }: ReadViewProps) {
  const t = useTranslations("strategyEditor");
  const version = useStrategyVersion(strategy.slug, number);
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <Banner tone="neutral">
        {t("reading", { number, newest: strategy.newest.number })}{" "}
        <button type="button" className="link" onClick={onClose}>
          {t("backToEditor")}
        </button>
      </Banner>
      {version.error !== null ? (
        <FailedState title={t("failed")} error={version.error} onRetry={() => void version.refetch()} />
      ) : version.data === undefined ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loadingEditor")} />
      ) : (
        <div className="min-h-0 flex-1 max-md:h-[60dvh] max-md:flex-none">
          <CodeEditor
            key={number}
            value={version.data.source}
            label={t("codeOf", { name: strategy.title, version: number })}
            readOnly
          />
        </div>
      )}
    </div>
  );
}
