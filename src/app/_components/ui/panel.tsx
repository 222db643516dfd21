import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import type { Tone } from "./marks";

export interface PanelProps extends Omit<ComponentProps<"section">, "title"> {
  readonly title?: ReactNode;
  /** Beside the title, dimmed: a count, a qualifier. */
  readonly sub?: ReactNode;
  /** At the right end of the head. */
  readonly tools?: ReactNode;
}

/** Panels touch; the line between two of them belongs to the grid that holds them. No radius, shadow or gap. */
export function Panel({ title, sub, tools, className, children, ...rest }: PanelProps) {
  return (
    <section className={cn("flex min-h-0 min-w-0 flex-col bg-bg-1", className)} {...rest}>
      {title === undefined ? null : <PanelHead title={title} sub={sub} tools={tools} />}
      {children}
    </section>
  );
}

export interface PanelHeadProps {
  readonly title: ReactNode;
  readonly sub?: ReactNode;
  readonly tools?: ReactNode;
  readonly className?: string;
}

export function PanelHead({ title, sub, tools, className }: PanelHeadProps) {
  return (
    <header
      className={cn(
        "flex min-h-8.25 shrink-0 items-center gap-3 border-b border-line-2 px-3 text-12 whitespace-nowrap max-md:min-h-11 max-md:flex-wrap max-md:gap-y-1.5 max-md:px-4 max-md:py-1.5",
        className,
      )}
    >
      <h2 className="font-semibold">{title}</h2>
      {sub === undefined ? null : (
        <span className="num min-w-0 truncate text-tx-3 max-md:basis-0 max-md:grow">{sub}</span>
      )}
      <span className="flex-1" />
      {tools === undefined ? null : <span className="flex items-center gap-2 text-tx-3 max-md:flex-wrap">{tools}</span>}
    </header>
  );
}

export interface NoteProps {
  readonly tone?: Tone;
  readonly children: ReactNode;
  readonly className?: string;
}

const BANNERS: Record<Tone, { readonly box: string; readonly icon: string }> = {
  neutral: { box: "bg-bg-2", icon: "text-tx-3" },
  ok: { box: "bg-accent-soft", icon: "text-accent" },
  warn: { box: "bg-warn-soft", icon: "text-warn" },
  bad: { box: "bg-danger-soft", icon: "text-danger" },
};

/** A line across a panel's top that says what is wrong with what stands under it. */
export function Banner({ tone = "warn", children, className }: NoteProps) {
  const Icon = tone === "bad" ? CircleAlert : tone === "warn" ? TriangleAlert : Info;
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={cn(
        "num flex shrink-0 items-start gap-2 border-b border-line-2 px-3 py-[7px] text-12 leading-4.5 text-tx-2 [&_b]:text-tx-1",
        BANNERS[tone].box,
        className,
      )}
    >
      <Icon aria-hidden="true" size={16} strokeWidth={1.5} className={cn("mt-px shrink-0", BANNERS[tone].icon)} />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
