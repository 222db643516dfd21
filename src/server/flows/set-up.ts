import { type Clock, err, ok, UserId } from "@/modules/_kernel";
import { SIMULATED } from "@/modules/data";
import { makeFeedStore } from "@/modules/data/server";
import type { Logger } from "../infra/logger";
import type { Prisma, Records, RecordTx } from "../infra/prisma";
import { appendAudit } from "../platform/audit";
import { adminExists, checkPassword, hashPassword, insertUser, type SetUpToken } from "../platform/identity";
import { writeSetting } from "../platform/settings";
import type { Actor, Answer, Flows, SetUpInput } from "./contract";
import { isTimeZone } from "./create-user";
import type { AppError } from "./errors";

/** Any number that nobody else locks: one set-up at a time, in all processes. */
const SET_UP_LOCK = 72_707_381;

export interface SetUpDeps {
  readonly prisma: Prisma;
  readonly records: Records;
  readonly token: SetUpToken;
  readonly newId: () => string;
  readonly clock: Clock;
  /** Starts the import of the sample series; called once the admin exists. */
  readonly loadSampleData: Flows["loadSampleData"];
  /** Opens the first admin's paper account, so that there is something to trade with at once. */
  readonly createAccount: Flows["createAccount"];
  /** Lets example strategies trade on the simulated market. */
  readonly startDemo: (actor: Actor) => Answer<unknown>;
  readonly log: Pick<Logger, "warn">;
}

/**
 * Makes the first admin and the facts of the installation, in one transaction. Only while no admin exists and only with
 * the one-time token: of two people who try at once, one gets it and the other is told that it is done.
 */
export const makeSetUp =
  ({ records, token, newId, loadSampleData, createAccount, startDemo, log }: SetUpDeps): Flows["setUp"] =>
  async (input, actor) => {
    const refused = await refuse(input, token);
    if (refused !== null) return err(refused);
    const passwordHash = await hashPassword(input.password);
    const userId = UserId.of(newId());
    const made = await records.run((tx) => writeFirstAdmin(tx, { input, actor, userId, passwordHash }));
    if (!made.ok) return made;
    await token.discard();
    if (!input.sampleData) return ok({ userId, sampleJobId: null });
    const sample = await loadSampleData({ ...actor, userId });
    const opened = await createAccount({ ...actor, userId }, firstAccount(input.baseCurrency));
    if (!opened.ok) return opened;
    // Somebody who cannot have the demo has everything else: it is said in the log alone.
    const demo = await startDemo({ ...actor, userId });
    if (!demo.ok) log.warn({ error: demo.error }, "Demo not started");
    return sample.ok ? ok({ userId, sampleJobId: sample.value.jobId }) : sample;
  };

/** Play money to try things with. */
const firstAccount = (baseCurrency: string) =>
  ({
    name: "Paper",
    portfolioName: null,
    kind: "paper",
    baseCurrency,
    lotMethod: "fifo",
    settleDays: 1,
    openingCash: "100000",
  }) as const;

/** What can be said before the lock. A wrong token is told nothing else about the form. */
async function refuse(input: SetUpInput, token: SetUpToken): Promise<AppError | null> {
  if (!(await token.matches(input.token))) return { kind: "setup.token_invalid" };
  if (!isTimeZone(input.timeZone)) {
    return { kind: "time_zone.unknown", path: "timeZone", facts: { timeZone: input.timeZone } };
  }
  const password = await checkPassword(input.password, input);
  return password.ok ? null : password.error;
}

interface FirstAdmin {
  readonly input: SetUpInput;
  readonly actor: Actor;
  readonly userId: UserId;
  readonly passwordHash: string;
}

async function writeFirstAdmin(tx: RecordTx, first: FirstAdmin): Answer<UserId> {
  const { input, actor, userId, passwordHash } = first;
  const { email, name, timeZone, baseCurrency } = input;
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${SET_UP_LOCK}::bigint)::text`;
  if (await adminExists(tx)) return err({ kind: "setup.completed" });
  const user = await insertUser(tx, { userId, email, name, role: "admin", passwordHash, timeZone });
  if (!user.ok) return user;
  await writeSetting(tx, "base-currency", { value: baseCurrency, by: userId });
  await writeSetting(tx, "time-zone", { value: timeZone, by: userId });
  await makeFeedStore().choose(tx, { feed: SIMULATED, enabled: input.sampleData, baseUrls: {} }, userId);
  await appendAudit(tx, {
    actor: { ...actor, userId },
    action: "setup.complete",
    subjectType: "user",
    subjectId: userId,
    details: { email: user.value.email, baseCurrency, timeZone, sampleData: input.sampleData },
  });
  return ok(userId);
}

export const makeSetUpState =
  ({ prisma }: Pick<SetUpDeps, "prisma">): Flows["setUpState"] =>
  async () => ({ needed: !(await adminExists(prisma)) });

export const makeCheckSetUpToken =
  ({ prisma, token }: Pick<SetUpDeps, "prisma" | "token">): Flows["checkSetUpToken"] =>
  async (given) =>
    (await token.matches(given)) && !(await adminExists(prisma));
