import { err, type ImportId, ok } from "@/modules/_kernel";
import { makeBarIngest } from "@/modules/data/server";
import { appendAudit } from "../platform/audit";
import type { Actor, Answer, ImportView } from "./contract";
import type { FlowDeps } from "./deps";
import { importView, outcomeOf, publishChange, toAppError } from "./import-bars";

/** Takes an import back: its bars go, what they replaced returns. One transaction with its audit row and the news. */
export const makeUndoImport =
  ({ transactions, clock, work }: Pick<FlowDeps, "transactions" | "clock" | "work">) =>
  async (actor: Actor, importId: ImportId): Answer<ImportView> => {
    const ingest = makeBarIngest();
    const undone = await transactions.run(async (tx) => {
      const answer = await ingest.undo(tx, importId, actor.userId, clock.nowMs());
      if (!answer.ok) return answer;
      await appendAudit(tx, {
        actor,
        action: "import.undo",
        subjectType: "import",
        subjectId: importId,
        details: outcomeOf(answer.value),
      });
      await publishChange(work, tx, answer.value);
      return answer;
    });
    return undone.ok ? ok(importView(undone.value)) : err(toAppError(undone.error));
  };
