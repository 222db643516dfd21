import { z } from "zod";
import { EpochMs, err, ok, type SqlPort, type UserId } from "@/modules/_kernel";
import { RESOLUTIONS } from "@/modules/data";
import { appendAudit } from "../../platform/audit";
import type { DeskDevice, DeskFlows, DeskLayoutBody, DeskLayoutView } from "../contract/desk";
import type { Actor } from "../contract/shared";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "newId">;

/** Named arrangements of one person: more are not told apart in a menu. */
export const LAYOUTS_MAX = 20;
export const LAYOUT_NAME_MAX = 40;
/** Panels of one group. */
const PANELS_MAX = 8;
const OTHERS_MAX = 3;

export const DESK_DEVICES = ["wide", "desktop", "narrow"] as const;

const sizes = z
  .record(z.string().min(1).max(40), z.number().min(0).max(100))
  .refine((found) => Object.keys(found).length <= PANELS_MAX, `at most ${PANELS_MAX} panels`);

/** An arrangement, as it comes and as it is kept. */
export const deskLayoutBody = z.object({
  charts: z.union([z.literal(1), z.literal(2), z.literal(4)], "1, 2 or 4"),
  others: z
    .array(z.object({ symbol: z.string().min(1).max(32), resolution: z.enum(RESOLUTIONS) }))
    .max(OTHERS_MAX, `at most ${OTHERS_MAX} charts beside the first`)
    .readonly(),
  lists: z.boolean(),
  sizes: z.object({ columns: sizes, middle: sizes, trade: sizes }),
});

/** What an older version kept and this one cannot read is left out: a desk begins anew rather than not at all. */
const rows = z.array(
  z.object({
    layout_id: z.string(),
    device: z.enum(DESK_DEVICES),
    name: z.string().nullable(),
    body: deskLayoutBody.nullable().catch(null),
    changed_at: z.date().transform((date) => EpochMs.of(date.getTime())),
  }),
);
type Row = z.output<typeof rows>[number];

/** The arrangements of a person's desk. Everybody has their own and sees nobody else's. */
export function makeDeskFlows({ sql, transactions, clock, newId }: Deps): DeskFlows {
  return {
    async readDeskLayouts({ userId }) {
      const found = userId === null ? [] : await readAll(sql, userId);
      return {
        saved: found.flatMap(viewOf),
        last: Object.fromEntries(
          found.flatMap(({ name, device, body }) => (name === null && body !== null ? [[device, body] as const] : [])),
        ),
      };
    },

    async saveDeskLayout(actor, { name: typed, device, body }) {
      const name = typed.trim();
      const { userId } = actor;
      if (userId === null || name === "" || name.length > LAYOUT_NAME_MAX)
        return err({ kind: "desk.layout_name", path: "name", facts: { max: LAYOUT_NAME_MAX } });
      const changedAt = clock.nowMs();
      const layoutId = newId();
      return transactions.run(async (tx) => {
        // One person's saves wait for one another, so that the count holds.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`desk_layout ${userId}`}, 0))`;
        const found = await readAll(tx, userId);
        const same = found.find((each) => each.name?.toLowerCase() === name.toLowerCase());
        const count = found.filter((each) => each.name !== null).length;
        if (same === undefined && count >= LAYOUTS_MAX)
          return err({ kind: "desk.too_many_layouts", path: "name", facts: { max: LAYOUTS_MAX } });
        const kept = same?.layout_id ?? layoutId;
        await tx.$executeRaw`
          INSERT INTO desk_layout (layout_id, owner_id, device, name, body, changed_at)
          VALUES (${kept}, ${userId}, ${device}, ${name}, ${JSON.stringify(body)}::jsonb, ${new Date(changedAt)})
          ON CONFLICT (layout_id) DO UPDATE SET device = excluded.device, name = excluded.name, body = excluded.body,
            changed_at = excluded.changed_at`;
        await audit(tx, actor, { action: "desk.save_layout", layoutId: kept, name });
        return ok({ layoutId: kept, name, device, body, changedAt });
      });
    },

    async deleteDeskLayout(actor, layoutId) {
      return transactions.run(async (tx) => {
        const gone = z.array(z.object({ name: z.string() })).parse(
          await tx.$queryRaw`
            DELETE FROM desk_layout WHERE layout_id = ${layoutId} AND owner_id = ${actor.userId} AND name IS NOT NULL
            RETURNING name`,
        );
        const [layout] = gone;
        if (layout === undefined) return err(noLayout(layoutId));
        await audit(tx, actor, { action: "desk.delete_layout", layoutId, name: layout.name });
        return ok(null);
      });
    },

    async keepDeskLayout({ userId }, { device, body }) {
      if (userId === null) return ok(null);
      await transactions.run((tx) => keepLast(tx, { userId, device, body, layoutId: newId(), at: clock.nowMs() }));
      return ok(null);
    },
  };
}

async function readAll(sql: SqlPort, userId: UserId): Promise<readonly Row[]> {
  return rows.parse(
    await sql.$queryRaw`
      SELECT layout_id, device, name, body, changed_at FROM desk_layout WHERE owner_id = ${userId}
      ORDER BY lower(name), layout_id LIMIT ${LAYOUTS_MAX + DESK_DEVICES.length}`,
  );
}

const viewOf = ({ layout_id, name, device, body, changed_at }: Row): readonly DeskLayoutView[] =>
  name === null || body === null ? [] : [{ layoutId: layout_id, name, device, body, changedAt: changed_at }];

async function keepLast(
  tx: SqlPort,
  {
    userId,
    device,
    body,
    layoutId,
    at,
  }: {
    readonly userId: UserId;
    readonly device: DeskDevice;
    readonly body: DeskLayoutBody;
    readonly layoutId: string;
    readonly at: EpochMs;
  },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO desk_layout (layout_id, owner_id, device, name, body, changed_at)
    VALUES (${layoutId}, ${userId}, ${device}, NULL, ${JSON.stringify(body)}::jsonb, ${new Date(at)})
    ON CONFLICT (owner_id, device) WHERE name IS NULL DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at`;
}

const audit = (
  tx: SqlPort,
  actor: Actor,
  { action, layoutId, name }: { readonly action: string; readonly layoutId: string; readonly name: string },
) => appendAudit(tx, { actor, action, subjectType: "desk_layout", subjectId: layoutId, details: { name } });

const noLayout = (layoutId: string): AppError => ({
  kind: "desk.layout_not_found",
  path: "layoutId",
  facts: { layoutId: layoutId.slice(0, 64) },
});
