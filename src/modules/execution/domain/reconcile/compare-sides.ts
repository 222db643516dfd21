import { exact, toDecimalText } from "@/modules/_kernel";
import type { Difference, Side, SideFill, SideOrder } from "./difference";

/** What we hold beside the venue's side. */
export interface OurSide extends Side {
  /** Orders whose outcome is open by itself (sending, unknown, a wish under way): the core asks after them, nobody else needs to. */
  readonly unsettled: ReadonlySet<string>;
  /** Executions of the venue's list that are booked here, however old, or were adopted by somebody. */
  readonly booked: ReadonlySet<string>;
  /** Orders of the venue's list that are ours, over or not. */
  readonly known: ReadonlySet<string>;
}

/** A fill that is as old as the venue's oldest one may have left its list: this much younger it must be there. */
const EDGE_MS = 60_000;

/**
 * Everything in which two sides of an account differ, over the union of both: orders, then fills, positions and cash, each by
 * its key. Pure: the same sides give the same list.
 */
export function compareSides(ours: OurSide, theirs: Side): readonly Difference[] {
  return [
    ...compareOrders(ours, theirs),
    ...compareFills(ours, theirs),
    ...compareAmounts("position", ours.positions, theirs.positions),
    ...(ours.cash === null || theirs.cash === null ? [] : compareAmounts("cash", ours.cash, theirs.cash)),
  ];
}

function compareOrders(ours: OurSide, theirs: Side): readonly Difference[] {
  const here = new Map(ours.orders.map((each) => [each.orderId, each]));
  const there = new Map(theirs.orders.map((each) => [each.orderId, each]));
  return [...new Set([...here.keys(), ...there.keys()])].toSorted().flatMap((key): readonly Difference[] => {
    const [mine, other] = [here.get(key) ?? null, there.get(key) ?? null];
    const kind = ours.unsettled.has(key) ? null : orderDiffers(mine, other);
    if (kind === null) return [];
    const filled = (order: SideOrder | null) => exact(order?.filledQty ?? "0");
    const difference = kind === "qty_differs" ? toDecimalText(filled(other).minus(filled(mine))) : null;
    const symbol = mine?.symbol ?? other?.symbol ?? null;
    return [{ about: "order", kind, key, symbol, ours: facts(mine), theirs: facts(other), difference }];
  });
}

function orderDiffers(mine: SideOrder | null, other: SideOrder | null): Difference["kind"] | null {
  if (mine === null) return "missing_here";
  if (other === null) return "missing_there";
  if (mine.symbol !== other.symbol || mine.side !== other.side) return "terms_differ";
  return same(mine.qty, other.qty) && same(mine.filledQty, other.filledQty) ? null : "qty_differs";
}

function compareFills(ours: OurSide, theirs: Side): readonly Difference[] {
  const here = new Map(ours.fills.map((each) => [each.execId, each]));
  const there = new Map(theirs.fills.map((each) => [each.execId, each]));
  const fromMs = theirs.allFills ? Number.NEGATIVE_INFINITY : Math.min(...theirs.fills.map(({ at }) => at)) + EDGE_MS;
  const missingThere = ours.fills
    .filter(({ execId, at }) => !there.has(execId) && at >= fromMs)
    .map((fill) => fillDifference("missing_there", fill, null));
  const others = theirs.fills.flatMap((fill): readonly Difference[] => {
    const mine = here.get(fill.execId);
    if (mine !== undefined) {
      if (mine.symbol !== fill.symbol || mine.side !== fill.side) return [fillDifference("terms_differ", mine, fill)];
      const isSame = same(mine.qty, fill.qty) && same(mine.price, fill.price);
      return isSame ? [] : [fillDifference("qty_differs", mine, fill)];
    }
    if (ours.booked.has(fill.execId)) return [];
    return [fillDifference(ours.known.has(fill.orderId) ? "missing_here" : "unknown_fill", null, fill)];
  });
  return [...missingThere, ...others].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** The item of one fill, by its execution id. */
export function fillDifference(kind: Difference["kind"], mine: SideFill | null, other: SideFill | null): Difference {
  const signed = (fill: SideFill | null) =>
    fill === null ? exact(0) : fill.side === "buy" ? exact(fill.qty) : exact(fill.qty).neg();
  return {
    about: "fill",
    kind,
    key: mine?.execId ?? other?.execId ?? "",
    symbol: mine?.symbol ?? other?.symbol ?? null,
    ours: facts(mine),
    theirs: facts(other),
    difference: toDecimalText(signed(other).minus(signed(mine))),
  };
}

function compareAmounts(about: "position" | "cash", ours: Amounts, theirs: Amounts): readonly Difference[] {
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
    .toSorted()
    .flatMap((key): readonly Difference[] => {
      const [mine, other] = [ours[key] ?? "0", theirs[key] ?? "0"];
      if (same(mine, other)) return [];
      const name = about === "position" ? "qty" : "amount";
      return [
        {
          about,
          kind: "qty_differs",
          key,
          symbol: about === "position" ? key : null,
          ours: { [name]: toDecimalText(exact(mine)) },
          theirs: { [name]: toDecimalText(exact(other)) },
          difference: toDecimalText(exact(other).minus(exact(mine))),
        },
      ];
    });
}

type Amounts = Readonly<Record<string, string>>;

const same = (a: string, b: string): boolean => exact(a).eq(exact(b));
const facts = (of: SideOrder | SideFill | null): Difference["ours"] => (of === null ? null : { ...of });
