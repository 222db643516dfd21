import type { Examination, Finding } from "@/modules/strategy";
import { lineChart } from "./charts";
import { escapeHtml, pairs, section, table } from "./html";
import { count, money, number, percent } from "./numbers";

/** Whether a run can be trusted: its verdict, the bands of what else could have come of it, and every finding. */

const WORDS = { trust: "Trust", doubt: "Doubt", reject: "Reject" } as const;
/** Reasons that stand beside the verdict. */
const REASONS = 3;

function finding({ sentence, todo }: Finding): string {
  return `<li><b>${escapeHtml(sentence)}</b> <span>${escapeHtml(todo)}</span></li>`;
}

/** The first thing a reader sees: one word, and the worst reasons for it. */
export function verdictSection(examination: Examination | null): string {
  if (examination === null) {
    return '<section class="verdict" aria-label="Verdict"><div>Verdict<strong>Not examined</strong></div><p>Nobody has asked yet how likely this result is luck.</p></section>';
  }
  const { verdict, findings, checks } = examination;
  const reasons =
    findings.length === 0
      ? `<p>None of ${checks} checks found anything to say against it.</p>`
      : `<ol>${findings.slice(0, REASONS).map(finding).join("")}</ol>`;
  return `<section class="verdict ${verdict}" aria-label="Verdict"><div>Verdict<strong>${WORDS[verdict]}</strong></div>${reasons}</section>`;
}

interface BandRow {
  readonly name: string;
  readonly band: { readonly low: number; readonly middle: number; readonly high: number } | null;
  readonly write: (value: number | null | undefined) => string;
}

export function honestySections(
  { honesty, findings, checks }: Examination,
  { currency }: { readonly currency: string },
): readonly string[] {
  const { paths, trades, lookAhead, breakEven } = honesty;
  const rows: readonly BandRow[] = [
    { name: "Sharpe", band: paths?.sharpe ?? null, write: number },
    { name: "Total return, %", band: paths?.totalReturn ?? null, write: percent },
    { name: "Worst drawdown, %", band: paths?.maxDrawdown ?? null, write: percent },
    { name: `Profit, trades drawn anew, ${currency}`, band: trades?.profit ?? null, write: money },
    { name: "Drawdown, trades in another order, %", band: trades?.shuffledDrawdown ?? null, write: percent },
  ];
  const fan = paths?.fan ?? [];
  return [
    section(
      "How likely is it luck",
      pairs([
        ["Tries on these data", count(honesty.trials)],
        ["Deflated Sharpe, certainty in %", percent(honesty.deflatedSharpe, 1)],
        ["Sharpe above 0, certainty in %", percent(honesty.probabilisticSharpe, 1)],
        ["Sharpe that luck gives the best try", number(honesty.luckSharpe)],
        ["Break-even cost", breakEvenText(breakEven)],
        [
          "Knows the future",
          lookAhead.found === null ? `no, ${lookAhead.cuts} cuts tried` : `yes, at bar ${count(lookAhead.found.bar)}`,
        ],
        ["Same bits when run again", honesty.sameBits ? "yes" : "no"],
        ["Paths that lose, %", percent(paths?.lossShare, 1)],
      ]),
      table(
        "Nine of ten resampled outcomes lie between low and high",
        [
          { head: "", cell: ({ name }: BandRow) => name, words: true as const },
          { head: "Low", cell: ({ band, write }) => write(band?.low) },
          { head: "Middle", cell: ({ band, write }) => write(band?.middle) },
          { head: "High", cell: ({ band, write }) => write(band?.high) },
        ],
        rows,
      ),
      fan.length === 0
        ? ""
        : lineChart({
            label: `Growth of 1 over ${count(paths?.samples)} paths resampled in blocks of ${count(paths?.blockLength)}: middle, and the band of nine in ten`,
            lines: [
              { name: "middle", values: fan.map(({ middle }) => middle), kind: "run" },
              { name: "one in twenty is below", values: fan.map(({ low }) => low), kind: "band" },
              { name: "one in twenty is above", values: fan.map(({ high }) => high), kind: "band" },
            ],
            dates: ["start", "end"],
            write: (value) => number(value, 2),
            height: 180,
          }),
    ),
    section(
      `What the analyst says (${checks} checks)`,
      findings.length === 0 ? "<p>Nothing.</p>" : `<ul class="findings">${findings.map(finding).join("")}</ul>`,
    ),
  ];
}

function breakEvenText(breakEven: Examination["honesty"]["breakEven"]): string {
  if (breakEven.kind === "lost_already") return "it loses at its own costs";
  const bps = number(breakEven.bps, breakEven.bps < 10 ? 1 : 0);
  return breakEven.kind === "dies_at" ? `dies at ${bps} bps more a fill` : `survives ${bps} bps more a fill`;
}
