import { cn } from "@/app/_lib/cn";
import type { Tone } from "./marks";
import type { NoteProps } from "./panel";

const RULES: Record<Tone, string> = {
  neutral: "border-line-3",
  ok: "border-accent",
  warn: "border-warn",
  bad: "border-danger",
};

/** One sentence with its numbers in `<b>`, and a rule that takes the colour of the state. */
export function Note({ tone = "neutral", children, className }: NoteProps) {
  return (
    <p className={cn("num border-l-2 py-px pl-2.5 leading-[1.45] text-tx-2 [&_b]:text-tx-1", RULES[tone], className)}>
      {children}
    </p>
  );
}
