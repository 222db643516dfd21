/** Numbers inside the sentences of findings: short, with a real minus sign. */

const MINUS = "\u2212";

const signed = (text: string) => text.replace("-", MINUS);

/** A fraction as percent: 0.1234 is "12.3 %". */
export function percent(ratio: number, decimals = 1): string {
  return signed(`${(ratio * 100).toFixed(decimals)} %`);
}

/** A number with so many decimals. */
export function plain(value: number, decimals = 2): string {
  return signed(value.toFixed(decimals));
}

/** An amount or count without decimals, thousands apart. */
export function whole(value: number): string {
  return signed(
    Math.round(value)
      .toFixed(0)
      .replace(/\B(?=(\d{3})+$)/g, ","),
  );
}

/** Basis points with as many decimals as tell them apart. */
export function bps(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} bps`;
}
