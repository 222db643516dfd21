import type { OrderReason } from "./bar-order";

/** What {@link OrderLinks} asks of the venue. */
interface LinkedOrders {
  readonly model: { readonly profile?: string | undefined };
  isWorking(order: number): boolean;
  isAccepted(order: number): boolean;
  isFilled(order: number): boolean;
  isRejected(order: number): boolean;
  end(order: number, status: "canceled" | "rejected", bar: number, reason: OrderReason): void;
  endAlone(order: number, status: "canceled" | "rejected", bar: number, reason: OrderReason): void;
}

interface NewLink {
  readonly group: number | null;
  readonly parent: number | null;
  /** Bar at whose close it was decided. */
  readonly bar: number;
}

/**
 * Orders that hang on each other. A group: a fill, cancel, expiry or refusal of one cancels the rest. A bracket: children
 * become live when their parent is filled, end with it when it is not, and cancel each other.
 *
 * The profile backtrader differs where Backtrader does: what ends an order touches only orders that passed the check; a
 * group is over once one of it has ended, and who joins later is a new group; a child that ends takes its parent along.
 */
export class OrderLinks {
  readonly #groupOf = new Map<number, number>();
  readonly #members = new Map<number, number[]>();
  readonly #parentOf = new Map<number, number>();
  readonly #children = new Map<number, number[]>();
  /** Parents whose bracket is over: a child that was not yet accepted is refused. */
  readonly #over = new Set<number>();

  /** Orders of which a part was filled: they came first in their group. */
  readonly #first = new Set<number>();
  /** The one that goes on while others end because of it: what it cancels does not cancel it in turn. */
  #spared: number | null = null;

  #isEmpty = true;

  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  parentOf(order: number): number | null {
    return this.#parentOf.get(order) ?? null;
  }
  /** Whether the bracket of this order's parent is over, profile backtrader. */
  isOrphan(order: number): boolean {
    const parent = this.#parentOf.get(order);
    return parent !== undefined && this.#over.has(parent);
  }

  add(venue: LinkedOrders, order: number, { group, parent, bar }: NewLink): void {
    if (group !== null || parent !== null) this.#isEmpty = false;
    if (group !== null) {
      this.#groupOf.set(order, group);
      append(this.#members, group, order);
    }
    if (parent !== null) {
      this.#parentOf.set(order, parent);
      append(this.#children, parent, order);
    }
    if (venue.model.profile === "backtrader") return;
    if (!venue.isWorking(order)) {
      this.afterEnd(venue, order, bar);
      return;
    }
    const others = this.#members.get(group ?? Number.NaN) ?? [];
    const first = others.find((other) => this.#first.has(other)) ?? null;
    if (first !== null || others.some((other) => !venue.isWorking(other))) {
      this.#spared = first;
      venue.end(order, "canceled", bar, "group");
      this.#spared = null;
    } else if (parent !== null && !venue.isWorking(parent) && !venue.isFilled(parent)) {
      venue.end(order, venue.isRejected(parent) ? "rejected" : "canceled", bar, "bracket");
    }
  }

  /** After a fill that leaves something of the order, which goes on alone. */
  afterFill(venue: LinkedOrders, order: number, bar: number): void {
    this.#first.add(order);
    this.#spared = order;
    this.#cancelGroup(venue, order, bar);
    if (venue.model.profile !== "backtrader") this.#cancelSiblings(venue, order, bar);
    this.#spared = null;
  }

  /** After an order has ended, in whatever way. */
  afterEnd(venue: LinkedOrders, order: number, bar: number): void {
    this.#cancelGroup(venue, order, bar);
    if (venue.model.profile === "backtrader") {
      this.#endBracket(venue, order, bar);
      return;
    }
    this.#cancelSiblings(venue, order, bar);
    if (venue.isFilled(order)) return;
    const status = venue.isRejected(order) ? "rejected" : "canceled";
    for (const child of this.#children.get(order) ?? []) {
      if (venue.isWorking(child)) venue.end(child, status, bar, "bracket");
    }
  }

  #cancelGroup(venue: LinkedOrders, order: number, bar: number): void {
    const group = this.#groupOf.get(order);
    const members = group === undefined ? undefined : this.#members.get(group);
    if (group === undefined || members === undefined) return;
    if (venue.model.profile === "backtrader") {
      this.#members.delete(group);
      for (const other of members) {
        if (other === order || !venue.isWorking(other) || !venue.isAccepted(other)) continue;
        venue.endAlone(other, "canceled", bar, "group");
        // Backtrader leaves the children where they are, never to become live.
        for (const child of this.#children.get(other) ?? []) {
          if (venue.isWorking(child)) venue.endAlone(child, "canceled", bar, "bracket");
        }
      }
      return;
    }
    for (const other of members)
      if (this.#isOther(other, order) && venue.isWorking(other)) venue.end(other, "canceled", bar, "group");
  }

  #isOther(other: number, order: number): boolean {
    return other !== order && other !== this.#spared;
  }

  #cancelSiblings(venue: LinkedOrders, order: number, bar: number): void {
    const parent = this.#parentOf.get(order);
    for (const other of parent === undefined ? [] : (this.#children.get(parent) ?? [])) {
      if (this.#isOther(other, order) && venue.isWorking(other)) venue.end(other, "canceled", bar, "bracket");
    }
  }

  /** A parent that is filled leaves its children alone; any other end of one of a bracket cancels all that is left of it. */
  #endBracket(venue: LinkedOrders, order: number, bar: number): void {
    const parent = this.#parentOf.get(order) ?? order;
    if (parent === order && venue.isFilled(order)) return;
    if (this.#over.has(parent)) return;
    this.#over.add(parent);
    for (const other of [parent, ...(this.#children.get(parent) ?? [])]) {
      if (other === order || !venue.isWorking(other) || !venue.isAccepted(other)) continue;
      venue.endAlone(other, "canceled", bar, "bracket");
      this.#cancelGroup(venue, other, bar);
    }
  }
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
