import type { LimitReplayView } from "@/server/flows/contract/limit-replay";
import { print } from "../refusal";

/** Lines of the newest days and orders; `--json` has more. */
const LINES_MAX = 20;
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** What a limit would have done, for a terminal. */
export function printReplay(replay: LimitReplayView): void {
  const { currency, days, unknownDays, orders, firedDays, refusedOrders, gained, isIntraday } = replay;
  print(
    `It would have fired on ${firedDays} of ${days} days and refused ${refusedOrders} of ${orders} orders: ${money(gained, currency)}.`,
  );
  if (unknownDays > 0) print(`${unknownDays} days are left out: what the account was worth is not known.`);
  if (!isIntraday) print("One value a day and no fill: what a day did inside itself is not seen.");
  for (const { dayMs, passedAtMs, refused, used, gained: of } of replay.fired.slice(-LINES_MAX))
    print(
      [
        day(dayMs),
        passedAtMs === null ? "not passed" : `passed ${new Date(passedAtMs).toISOString()}`,
        used === null ? "" : `used ${used}`,
        `${refused} refused`,
        money(of, currency),
      ].join("\t"),
    );
  for (const { atMs, symbol, side, qty, actual, limit } of replay.refused.slice(-LINES_MAX))
    print(
      [new Date(atMs).toISOString(), side, qty, symbol, `${actual ?? "barred or unknown"} against ${limit}`].join("\t"),
    );
}

function money(gained: number, currency: string): string {
  if (gained === 0) return "no difference";
  return `${gained > 0 ? "saved" : "cost"} ${Math.abs(gained).toFixed(2)} ${currency}`;
}
