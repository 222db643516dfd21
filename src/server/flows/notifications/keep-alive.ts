import { EpochMs, UserId } from "@/modules/_kernel";
import { findUser } from "../../platform/identity";
import { dayOf, guardedRequest, listHeartbeats, minuteOfDay, takeHeartbeat, writePing } from "../../platform/notify";
import type { Lease } from "../../platform/work/lease";
import { makeHealthFlow } from "../check-health";
import type { FlowDeps } from "../deps";
import { DEAD_MAN_SECRET } from "./open-channel";
import { tellPerson } from "./tell-person";

const PING_EVERY_MS = 60_000;
const HEARTBEAT_LOOK_EVERY_MS = 20_000;

export interface KeepAlive {
  /** Does what its time has come for. Called as often as one likes. */
  round(): Promise<void>;
}

/**
 * Says that the house lives: each minute to a monitor outside, which raises the alarm when it hears nothing; once a day to whoever
 * wants to know that their channels work. Both say so only after a write to the database went through.
 */
export function makeKeepAlive(deps: FlowDeps, lease: Lease): KeepAlive {
  let pingedMs = Number.NEGATIVE_INFINITY;
  let lookedMs = Number.NEGATIVE_INFINITY;
  let pinging: Promise<void> | null = null;
  return {
    async round() {
      const nowMs = deps.clock.nowMs();
      if (nowMs - pingedMs >= PING_EVERY_MS && pinging === null) {
        pingedMs = nowMs;
        pinging = ping(deps, lease)
          .catch((error: unknown) => deps.log.warn({ error }, "Outside monitor not told"))
          .finally(() => {
            pinging = null;
          });
      }
      if (nowMs - lookedMs >= HEARTBEAT_LOOK_EVERY_MS) {
        lookedMs = nowMs;
        await beat(deps, lease);
      }
    },
  };
}

/** The address was given by an administrator, and a monitor inside the network is a fair choice. */
async function ping({ secrets, clock }: FlowDeps, lease: Lease): Promise<void> {
  const kept = await secrets.read(DEAD_MAN_SECRET);
  if (kept.state !== "open") return;
  const at = EpochMs.of(clock.nowMs());
  await lease.fenced((tx) => writePing(tx, { at, isHeard: false, answer: "on its way" }));
  const answer = await guardedRequest({
    url: kept.value["url"] ?? "",
    method: "GET",
    headers: { "user-agent": "bifrost-trader" },
    body: null,
    allowPrivate: true,
    signal: lease.signal,
  });
  const isHeard = answer.kind === "answered" && answer.status >= 200 && answer.status < 300;
  const said =
    answer.kind === "answered" ? String(answer.status) : answer.kind === "unreachable" ? answer.reason : answer.kind;
  await lease.fenced((tx) => writePing(tx, { at, isHeard, answer: said }));
}

async function beat(deps: FlowDeps, lease: Lease): Promise<void> {
  const nowMs = deps.clock.nowMs();
  for (const { userId: id, heartbeatAt, heartbeatDay } of await listHeartbeats(deps.sql)) {
    const userId = UserId.of(id);
    const person = await findUser(deps.prisma, userId);
    if (person === null || person.disabled) continue;
    const { timeZone } = person.view;
    const day = dayOf(nowMs, timeZone);
    if (heartbeatDay === day || minuteOfDay(nowMs, timeZone) < heartbeatAt) continue;
    const { level, reasons } = await makeHealthFlow(deps).health();
    await lease.fenced(async (tx) => {
      if (!(await takeHeartbeat(tx, id, day))) return;
      const facts = { level, reasons: reasons.filter((reason) => reason.level !== "ok").length, day };
      await tellPerson(deps, tx, { userId, severity: "info", messageKey: "heartbeat.daily", facts, href: "/admin" });
    });
  }
}
