import type { RefObject } from "react";
import type { Draft, DraftField } from "./draft";

export interface TicketFieldsProps {
  readonly draft: Draft;
  readonly change: (change: Partial<Draft>) => void;
  readonly disabled: boolean;
  readonly errors: ReadonlyMap<DraftField, string>;
  /** What a size in money comes to, in units; null where it is not known yet. */
  readonly qty: string | null;
  readonly currency: string;
  readonly tick: string;
  readonly lot: string;
  readonly sizeBox: RefObject<HTMLInputElement | null>;
}
