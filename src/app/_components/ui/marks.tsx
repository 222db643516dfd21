import type { ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import { formatNumber, NOT_AVAILABLE, type NumberStyle } from "@/app/_lib/format";

/** Small marks that carry a state. None of them says it by colour alone. */

export type Tone = "neutral" | "ok" | "warn" | "bad";

const CHIP_TONES: Record<Tone, string> = {
  neutral: "bg-bg-3 text-tx-2",
  ok: "bg-accent-soft text-accent",
  warn: "bg-warn-soft text-warn",
  bad: "bg-danger-soft text-danger",
};

export interface ChipProps {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

export function Chip({ tone = "neutral", icon, children, className }: ChipProps) {
  return (
    <span
      className={cn(
        "inline-flex h-4.5 items-center gap-1 rounded-2 px-1.5 text-11 whitespace-nowrap",
        CHIP_TONES[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

export type LampState = "ok" | "warn" | "bad" | "off";

const LAMP_TEXT: Record<LampState, string> = {
  ok: "text-tx-1",
  warn: "text-warn",
  bad: "text-danger",
  off: "text-tx-3",
};

export interface LampProps {
  readonly state: LampState;
  /** The state as a word. A lamp without one would be colour alone. */
  readonly children: ReactNode;
  readonly className?: string;
}

/** Disc, triangle, square, ring: the shape says it before the colour does. */
export function Lamp({ state, children, className }: LampProps) {
  return (
    <span
      className={cn("inline-flex items-center gap-[7px] font-medium whitespace-nowrap", LAMP_TEXT[state], className)}
    >
      <span aria-hidden="true" className={`lamp-mark lamp-${state}`} />
      {children}
    </span>
  );
}

const toPercent = (share: number) => `${Math.min(Math.max(share, 0), 1) * 100}%`;

export interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** Null when the end is not known: the bar then says only that work goes on. */
  readonly total: number | null;
  /** A gauge that is nearly or quite used up. */
  readonly tone?: "warn" | "bad" | undefined;
  readonly className?: string;
}

const FILLS = { plain: "bg-accent", warn: "bg-warn", bad: "bg-danger" } as const;

export function Progress({ label, done, total, tone, className }: ProgressProps) {
  const known = total !== null && total > 0;
  const share = known ? Math.min(done / total, 1) : 0;
  return (
    <span className={cn("relative block h-[3px] overflow-hidden rounded-2 bg-bg-3", className)}>
      <progress className="sr-only" aria-label={label} max={1} {...(known ? { value: share } : {})} />
      <span
        aria-hidden="true"
        className={cn(
          "gauge-fill absolute inset-y-0 left-0",
          FILLS[tone ?? "plain"],
          known ? null : "w-1/4 animate-pulse",
        )}
        style={known ? { width: toPercent(share) } : undefined}
      />
    </span>
  );
}

export interface SignedNumberProps extends Omit<NumberStyle, "signed"> {
  readonly value: number | null | undefined;
  /** Written instead of the plain number, when the caller formats it (percent, money). Must carry its own sign. */
  readonly text?: string;
  /** Grey, without direction: too old to act on. */
  readonly stale?: boolean;
  readonly className?: string;
}

/** A gain or a loss: arrow, sign and colour, in this order of trust. Zero has neither. */
export function SignedNumber({ value, text, stale = false, className, decimals = 2 }: SignedNumberProps) {
  const known = value !== null && value !== undefined && Number.isFinite(value);
  const written = text ?? formatNumber(value, { decimals, signed: true });
  const zero = !known || !/[1-9]/.test(written);
  const direction = zero ? 0 : Math.sign(value);
  const tone = stale ? "text-stale" : direction > 0 ? "text-up" : direction < 0 ? "text-down" : "text-tx-2";
  return (
    <span className={cn("num whitespace-nowrap", tone, className)}>
      {direction === 0 || stale ? null : (
        <span aria-hidden="true" className={direction > 0 ? "arrow" : "arrow arrow-down"} />
      )}
      {known ? written : NOT_AVAILABLE}
    </span>
  );
}

/** Beside a grey value: how old it is. The reason goes into `title`. */
export function StaleBadge({ age, reason }: { readonly age: string; readonly reason: string }) {
  return (
    <span className="num text-11 text-warn" title={reason}>
      {age}
      <span className="sr-only">. {reason}</span>
    </span>
  );
}

export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden="true" className={cn("skeleton inline-block h-2 align-middle", className)} />;
}
