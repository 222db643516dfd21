import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import { applyReplayCommand, type ReplayCommand } from "@/modules/data";
import { makeReplayStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { ReplayControl, ReplayFlows } from "../contract/replay";
import type { AppError } from "../errors";
import { parseMoment } from "./moment";
import { replayRefusal, replayView } from "./replay-view";
import { makeStartReplay, type ReplayDeps } from "./start-replay";

/** Sessions on the page: those that are open are five at most. */
const LISTED_MAX = 100;

/** Joins the flows about replays. */
export function makeReplayFlows(deps: ReplayDeps): ReplayFlows {
  return {
    startReplay: makeStartReplay(deps),
    controlReplay: makeControlReplay(deps),
    listReplays: async () => (await makeReplayStore().list(deps.sql, LISTED_MAX)).map(replayView),
  };
}

/** Changes what is wanted of a session. Its player hears of it at once, or finds it when it looks. */
const makeControlReplay = (deps: ReplayDeps): ReplayFlows["controlReplay"] => {
  const store = makeReplayStore();
  return async (actor, replayId, control) => {
    const command = commandOf(control);
    if (!command.ok) return command;
    const changed = await deps.transactions.run(async (tx): Promise<Result<null, AppError>> => {
      const session = await store.lock(tx, replayId);
      if (session === null) return err({ kind: "replay.not_found", path: "replayId", facts: { replayId } });
      const after = applyReplayCommand(session, command.value);
      if (!after.ok) return err(replayRefusal(after.error));
      if (after.value === session) return ok(null);
      await store.save(tx, after.value, deps.clock.nowMs());
      const { action, ...details } = control;
      await appendAudit(tx, {
        actor,
        action: `replay.${action}`,
        subjectType: "replay",
        subjectId: replayId,
        details,
      });
      await deps.work.publish(tx, { topic: "replay.changed", audience: null, payload: { replayId } });
      return ok(null);
    });
    if (!changed.ok) return changed;
    deps.signals.send("replay", replayId);
    const stored = await store.find(deps.sql, replayId);
    return stored === null ? err({ kind: "replay.not_found", facts: { replayId } }) : ok(replayView(stored));
  };
};

function commandOf(control: ReplayControl): Result<ReplayCommand, AppError> {
  switch (control.action) {
    case "speed":
      return ok({ type: "speed", speed: control.speed });
    case "seek": {
      const to = parseMoment(control.to, "to");
      return to.ok ? ok({ type: "seek", toMs: to.value }) : to;
    }
    case "pause":
    case "resume":
    case "step":
    case "stop":
      return ok({ type: control.action });
    default:
      return assertNever(control, "commandOf");
  }
}
