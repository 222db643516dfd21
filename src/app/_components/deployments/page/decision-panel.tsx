"use client";

import { Check, Minus, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { Note, Panel, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatNumber, NOT_AVAILABLE } from "@/app/_lib/format";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { Decision, DeploymentDetail, Gate } from "../types";
import { useDeploymentWords } from "../use-deployment-words";
import { useDecision } from "./use-decision";
import { WhyBox } from "./why-box";

const SKELETON_ROWS = 6;
const HASH_SHOWN = 12;
const TONES = { ordered: "ok", blocked: "warn", none: "neutral", failed: "bad" } as const;

export interface DecisionPanelProps {
  readonly deployment: DeploymentDetail;
  readonly symbol: string;
  /** Null: the last decision. */
  readonly barMs: number | null;
  readonly onShow: (barMs: number) => void;
}

/** What was decided at the close of one bar: the sentence, every gate that was asked, and what the strategy saw. */
export function DecisionPanel({ deployment, symbol, barMs, onShow }: DecisionPanelProps) {
  const t = useTranslations("deployments.decision");
  const format = useFormat();
  const say = useFailureText();
  const { decision, isWaiting, error } = useDecision(deployment.deploymentId, barMs);
  return (
    <aside
      aria-label={t("title")}
      className="flex min-w-0 flex-col border-l border-line-2 max-[1200px]:border-t max-[1200px]:border-l-0"
    >
      <WhyBox deployment={deployment} symbol={symbol} onShow={onShow} />
      <Panel
        title={decision === null ? t("title") : t("closed", { time: format.dateTime(decision.closedAt) })}
        sub={barMs === null && decision !== null ? t("last") : undefined}
        aria-live="polite"
      >
        {decision !== null ? (
          <OneDecision decision={decision} />
        ) : isWaiting ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">
            {error !== null
              ? say(toFailure(error))
              : barMs === null
                ? t("noneYet")
                : t("none", { time: format.dateTime(barMs) })}
          </p>
        )}
      </Panel>
    </aside>
  );
}

/** An order that left, or that the engine has for a shadow. */
const isSent = ({ orderId, gates }: Decision["intents"][number]) =>
  orderId !== null || gates.some(({ gate }) => gate === "virtual");

function OneDecision({ decision }: { readonly decision: Decision }) {
  const t = useTranslations("deployments.decision");
  const format = useFormat();
  const { gates, intents, seen, notes, inputsHash } = decision;
  const line = "border-t border-line-1 px-3 py-2 text-12 leading-4.5 max-md:px-4";
  return (
    <>
      <div className="px-3 py-2.5 max-md:px-4">
        <Note tone={TONES[decision.outcome]}>{decision.sentence}</Note>
      </div>
      <Gates title={null} gates={gates} />
      {intents.map((intent) => (
        <Gates
          key={intent.number}
          title={t("intent", {
            action: intent.action,
            side: intent.side ?? "none",
            wanted: intent.wantedQty ?? NOT_AVAILABLE,
            symbol: intent.symbol,
            sent: isSent(intent) ? (intent.qty ?? "none") : "none",
          })}
          gates={intent.gates}
        />
      ))}
      {seen.length === 0 ? null : (
        <div className={line}>
          <p className="text-tx-3">{t("seen")}</p>
          <ul className="num">
            {seen.map(({ symbol, close, position }) => (
              <li key={symbol} className="flex gap-3">
                <b className="flex-1 font-medium">{symbol}</b>
                <span>{t("close", { close })}</span>
                <span className="text-tx-2">
                  {t("position", {
                    position: formatNumber(Number(position), { decimals: position.split(".")[1]?.length ?? 0 }),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {notes.length === 0 ? null : (
        <div className={line}>
          <p className="text-tx-3">{t("notes")}</p>
          <ul className="font-mono text-11">
            {notes.map((note, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines as they were written, never moved
              <li key={`${at} ${note}`} className="break-words">
                {note}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className={`${line} num text-tx-3`}>
        {t("decided", { time: format.time(decision.decidedAt) })}{" "}
        <code className="font-mono text-11" title={inputsHash}>
          {t("inputs", { hash: inputsHash.slice(0, HASH_SHOWN) })}
        </code>
      </p>
    </>
  );
}

/** Gates in the order in which they were asked; the first that said no stands out. */
function Gates({ title, gates }: { readonly title: string | null; readonly gates: readonly Gate[] }) {
  const t = useTranslations("deployments.decision");
  const words = useDeploymentWords();
  if (gates.length === 0 && title === null) return null;
  return (
    <div className="border-t border-line-1">
      {title === null ? null : <p className="num px-3 pt-2 pb-1 text-12 font-medium max-md:px-4">{title}</p>}
      <ul>
        {gates.map((gate, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: gates are asked in their order, one of them maybe twice
            key={`${at} ${gate.gate}`}
            className={`grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-2.5 px-3 py-1.5 text-12 leading-4.5 max-md:px-4 ${gate.passed ? "" : "bg-danger-soft"}`}
          >
            <GateMark passed={gate.passed} />
            <div className="min-w-0">
              <p className="font-medium">
                {words.gate(gate)}
                <span className="sr-only">{t(gate.passed ? "passed" : "refused")}</span>
              </p>
              <p className="text-tx-3">{t(`layers.${gate.layer}`)}</p>
            </div>
            <div className="num max-w-44 text-right">
              <p className="break-words">{gate.value ?? ""}</p>
              {gate.threshold === null ? null : (
                <p className="text-tx-3">{t("needs", { threshold: gate.threshold })}</p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function GateMark({ passed }: { readonly passed: boolean | null }) {
  const mark = { "aria-hidden": true, size: 14, className: "mt-0.5" } as const;
  if (passed === null) return <Minus {...mark} className="mt-0.5 text-tx-3" />;
  return passed ? <Check {...mark} className="mt-0.5 text-accent" /> : <X {...mark} className="mt-0.5 text-danger" />;
}
