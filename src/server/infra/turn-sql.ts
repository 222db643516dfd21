import type { CopyPort, Reads, SqlPort } from "@/modules/_kernel";
import { outOfScope } from "./request-scope";

/** Statements that one connection takes of a turn; more take another beside it. */
const STATEMENTS_MAX = 100;

export interface TurnSql {
  readonly sql: SqlPort & CopyPort;
  readonly reads: Reads;
}

/** Asks on the connection that it is lent, and tells whoever waits for it; a fault is thrown on. */
type Question = { readonly ask: (lent: SqlPort) => Promise<void>; readonly reject: (error: unknown) => void };

/**
 * Short statements that are asked in one turn of the program leave together, on one connection, whoever asks them: they cost one round
 * trip and wake one server process. Each is its own transaction and fails by itself. For a process that asks many small things at a
 * time; what takes long would hold up what was asked beside it, and a COPY goes its own way.
 */
export function makeTurnSql({ sql, reads }: TurnSql): TurnSql {
  let turn: Question[] = [];

  const leave = async (questions: readonly Question[]): Promise<void> => {
    try {
      await reads.together(async (lent) => {
        const answers = await Promise.allSettled(questions.map(({ ask }) => ask(lent)));
        // Of a connection on which something failed nobody knows how it stands: it is not handed on.
        const fault = answers.find((answer) => answer.status === "rejected");
        if (fault !== undefined) throw fault.reason;
      });
    } catch (error) {
      // Whoever has heard already hears nothing new.
      for (const { reject } of questions) reject(error);
    }
  };
  const leaveAll = () => {
    const questions = turn;
    turn = [];
    for (let at = 0; at < questions.length; at += STATEMENTS_MAX) void leave(questions.slice(at, at + STATEMENTS_MAX));
  };
  const asked = <T>(put: (lent: SqlPort) => Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const ask = async (lent: SqlPort) => {
        try {
          resolve(await put(lent));
        } catch (error) {
          reject(error);
          throw error;
        }
      };
      turn.push({ ask, reject });
      if (turn.length === 1) outOfScope(() => process.nextTick(leaveAll));
    });

  const gathered: SqlPort & CopyPort = {
    $queryRaw: <T>(strings: TemplateStringsArray, ...values: readonly unknown[]) =>
      asked((lent) => lent.$queryRaw<T>(strings, ...values)),
    $executeRaw: (strings, ...values) => asked((lent) => lent.$executeRaw(strings, ...values)),
    copyOut: (text, onChunk) => sql.copyOut(text, onChunk),
    copyIn: (text, chunks) => sql.copyIn(text, chunks),
  };
  return { sql: gathered, reads: { together: (work) => work(gathered) } };
}
