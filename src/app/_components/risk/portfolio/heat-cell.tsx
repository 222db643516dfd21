import { cn } from "@/app/_lib/cn";

/** Strongest tint, in percent: a number on it stays readable in both themes. */
const TINT_MAX = 38;

export interface HeatCellProps {
  /** −1 to 1: against, with. */
  readonly heat: number;
  readonly text: string;
  readonly title?: string;
  readonly className?: string;
}

/** A cell of a heat map: the number says it, the tint only helps the eye. */
export function HeatCell({ heat, text, title, className }: HeatCellProps) {
  const tint = Math.round(Math.min(1, Math.abs(heat)) * TINT_MAX);
  const color = heat < 0 ? "var(--down)" : "var(--up)";
  return (
    <td
      title={title}
      className={cn("num h-7 min-w-14 border-2 border-bg-1 px-1.5 text-center text-12 text-tx-1", className)}
      style={{ background: `color-mix(in srgb, ${color} ${tint}%, var(--bg-2))` }}
    >
      {text}
    </td>
  );
}
