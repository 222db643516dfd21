import { z } from "zod";
import { unwrap } from "../errors";
import { admin, router, signedIn } from "../trpc";

const id = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "an id");
const name = z.string().max(200, "at most 60 characters");
const address = z.string().max(2_000, "at most 2000 characters");
const key = z.string().regex(/^[A-Za-z0-9_-]{1,200}={0,2}$/, "a key that a browser gave");

const newChannel = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("push"), name, endpoint: address, p256dh: key, auth: key }),
  z.strictObject({ kind: z.literal("email"), name, address }),
  z.strictObject({ kind: z.literal("telegram"), name, chatId: z.string().max(64, "at most 64 characters") }),
  z.strictObject({ kind: z.literal("webhook"), name, url: address }),
]);

const rule = z.strictObject({
  kinds: z.array(z.string().regex(/^[a-z_]{1,40}$/, "the kind of a notification")).max(40, "at most 40 kinds"),
  leastSeverity: z.enum(["info", "warning", "failure"]),
  steps: z
    .array(z.strictObject({ channelId: id.nullable(), personId: id.nullable(), afterMinutes: z.number() }))
    .max(50, "at most 10 steps"),
});

const habit = z.strictObject({
  quiet: z
    .strictObject({ from: z.number(), to: z.number(), passes: z.enum(["warning", "failure", "none"]) })
    .nullable(),
  heartbeatAt: z.number().nullable(),
});

const mail = z.strictObject({
  host: z.string().min(1, "the name of the server").max(253, "at most 253 characters"),
  port: z.int("a whole number").min(1, "1 or more").max(65_535, "at most 65535"),
  secure: z.boolean(),
  user: z.string().min(1).max(320).nullable(),
  from: z.string().min(3, "an address").max(320, "at most 320 characters"),
});
const secret = z.string().min(1, "at least one character").max(2_000, "at most 2000 characters").nullable().optional();
const house = z.strictObject({
  publicUrl: address.nullable(),
  allowPrivate: z.boolean(),
  mail: mail.nullable(),
  mailPassword: secret,
  telegramToken: secret,
  deadManUrl: secret,
});

const STATUSES = ["queued", "sending", "sent", "delivered", "acknowledged", "failed"] as const;
const PAGE_MAX = 200;

/** What people are told outside of the app. Whose a channel is, is decided in the flows; what counts for all, by administrators. */
export const notifyRouter = router({
  channels: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.listChannels(ctx.actor))),
  addChannel: signedIn
    .input(newChannel)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.addChannel(ctx.actor, input))),
  removeChannel: signedIn
    .input(z.object({ channelId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.removeChannel(ctx.actor, input.channelId))),
  rotateSecret: signedIn
    .input(z.object({ channelId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.rotateChannelSecret(ctx.actor, input.channelId))),
  test: signedIn
    .input(z.object({ channelId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.testChannel(ctx.actor, input.channelId))),
  rules: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.readNotifyRules(ctx.actor))),
  saveRules: signedIn
    .input(z.object({ rules: z.array(rule).max(100, "at most 30 rules") }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveNotifyRules(ctx.actor, input.rules))),
  habit: signedIn.query(async ({ ctx }) => unwrap(await ctx.flows.readNotifyHabit(ctx.actor))),
  saveHabit: signedIn
    .input(habit)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveNotifyHabit(ctx.actor, input))),
  people: signedIn.query(({ ctx }) => ctx.flows.listEscalationPeople()),
  pushKey: signedIn.query(({ ctx }) => ctx.flows.readPushKey()),
  deliveries: signedIn
    .input(
      z.object({
        everybody: z.boolean().default(false),
        status: z.enum(STATUSES).nullable().default(null),
        cursor: z.string().max(100).nullable().default(null),
        limit: z.int().min(1).max(PAGE_MAX).default(100),
      }),
    )
    .query(({ ctx, input }) => ctx.flows.listDeliveries(ctx.actor, input)),
  retry: signedIn
    .input(z.object({ deliveryId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.retryDelivery(ctx.actor, input.deliveryId))),
  acknowledge: signedIn
    .input(z.object({ notificationId: id }))
    .mutation(async ({ ctx, input }) =>
      unwrap(await ctx.flows.acknowledgeNotification(ctx.actor, input.notificationId)),
    ),
  delivered: signedIn
    .input(z.object({ deliveryId: id }))
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.confirmDelivery(ctx.actor, input.deliveryId))),
  house: admin.query(({ ctx }) => ctx.flows.readNotifyHouse()),
  saveHouse: admin
    .input(house)
    .mutation(async ({ ctx, input }) => unwrap(await ctx.flows.saveNotifyHouse(ctx.actor, input))),
});
