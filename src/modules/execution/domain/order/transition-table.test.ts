import { describe, expect, it } from "vitest";
import { ORDER_EVENT_TYPES } from "./events";
import { ORDER_STATES } from "./order";
import { transitionTable } from "./transition-table";

// The whole state machine on one screen. "." is a wish refused, "=" is known or too late to matter, "!" goes to quarantine.
const TABLE = `
                  draft     requested approved sending  unknown  working         pending_cancel pending_replace filled canceled expired rejected
requested         requested .         .        .        .        .               .              .               .      .        .       .
approved          .         approved  .        .        .        .               .              .               .      .        .       .
denied            .         rejected  .        .        .        .               .              .               .      .        .       .
sent              .         .         sending  .        .        .               .              .               .      .        .       .
accepted          !         !         !        working  working  =               =              =               =      =        =       rejected
refused           !         !         !        rejected rejected rejected        rejected       rejected        !      =        =       =
unresolved        .         .         .        unknown  =        =               =              =               =      =        =       =
filled_in_part    !         !         !        working  working  working         pending_cancel pending_replace !      canceled expired rejected
filled_whole      !         !         !        filled   filled   filled          filled         pending_replace !      filled   filled  filled
busted            !         !         !        working  working  working         pending_cancel pending_replace working canceled expired rejected
corrected         !         !         !        working  working  working         pending_cancel pending_replace working canceled expired rejected
cancel_requested  .         canceled  canceled sending  unknown  pending_cancel  .              pending_cancel  .      .        .       .
cancel_rejected   !         !         !        !        !        !               working        !               =      =        =       =
canceled          !         !         !        canceled canceled canceled        canceled       canceled        filled    =        =       =
replace_requested .         requested .        .        .        pending_replace .              .               .      .        .       .
replaced          !         !         !        !        !        !               !              working         !      !        !       !
replace_rejected  !         !         !        !        !        !               !              working         !      !        !       !
triggered         !         !         !        working  working  working         pending_cancel pending_replace filled canceled expired rejected
trailed           !         !         !        working  working  working         pending_cancel pending_replace =      =        =       =
expired           !         !         expired  expired  expired  expired         expired        expired         filled    =        =       =
quarantined       draft     requested approved sending  unknown  working         pending_cancel pending_replace filled canceled expired rejected
`;
const [header = [], ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));
const MARKS = { refused: ".", known: "=", quarantined: "!" } as const;

describe("the transition table", () => {
  const found = transitionTable();

  it("has every state and every event", () => {
    expect(header).toEqual(ORDER_STATES);
    expect(found.length).toBe(ORDER_STATES.length * (ORDER_EVENT_TYPES.length + 1));
    expect(found.length).toBe(rows.length * header.length);
  });

  for (const [event = "", ...cells] of rows)
    it(`is as written for ${event}`, () => {
      const actual = found
        .filter((each) => each.event.replaceAll(" ", "_") === event)
        .map(({ outcome, to }) => (outcome === "applied" ? to : MARKS[outcome]));
      expect(actual).toEqual(cells);
    });

  it("leaves the state alone where nothing was applied", () => {
    expect(found.filter(({ from, to, outcome }) => outcome !== "applied" && from !== to)).toEqual([]);
  });
});
