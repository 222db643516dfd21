import { z } from "zod";
import { accountId } from "../routers/orders";
import { quoteOutput, symbolList } from "./market-routes";
import { fillOutput, orderOutput } from "./outputs";

/** The stream of the API for programs, as it is described and checked: `web/api-event-route.ts` answers it. */

/** Below the prefix. */
export const EVENTS_PATH = "/events";
/** Of an id that a client gives back: longer is none of ours. */
export const LAST_ID_LENGTH_MAX = 40;

export const eventQuery = z.strictObject({
  symbols: symbolList
    .meta({ description: "Quotes of these as well: symbols, commas between", example: "SPY,QQQ" })
    .optional(),
  accountId: accountId.nullable().default(null).meta({ description: "News of this account alone" }),
  lastEventId: z
    .string()
    .max(LAST_ID_LENGTH_MAX)
    .nullable()
    .default(null)
    .meta({ description: "As the header `Last-Event-ID`, for clients that cannot send it" }),
});

const nothing = z.strictObject({});
const ofAccount = z.strictObject({ accountId: z.string().nullable().meta({ description: "Null is the whole house" }) });

/** What the data of each event is, by its name. */
export const EVENT_DATA = {
  ready: nothing,
  reset: nothing,
  ping: nothing,
  order: orderOutput,
  fill: fillOutput,
  quote: quoteOutput,
  "trading-state": ofAccount,
  account: ofAccount,
  alert: z.looseObject({}),
} as const satisfies Readonly<Record<string, z.ZodType>>;

const [first, ...others] = Object.entries(EVENT_DATA).map(([event, data]) =>
  z.object({ event: z.literal(event), id: z.string().optional(), data }),
);
if (first === undefined) throw new Error("there are events");

/** One frame of the stream, its lines as fields and its data parsed. */
export const streamEvent = z.union([first, ...others]).meta({
  id: "StreamEvent",
  description: "One server-sent event: its name, its id to resume from, and the JSON of its data",
});
