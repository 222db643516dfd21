import pino, { type Logger as PinoLogger } from "pino";
import { currentScope } from "./request-scope";

export type Logger = Pick<PinoLogger, "trace" | "debug" | "info" | "warn" | "error" | "fatal">;

export interface LoggerOptions {
  /** `web`, `workers`, `cli`. */
  readonly process: string;
  readonly level: string;
  readonly pretty: boolean;
}

/**
 * One fact a line, as JSON: ids and numbers as fields with units, never a payload or a secret. Request and job id come
 * from the scope the work runs in. Faults are logged once, at the boundary that caught them.
 */
export function makeLogger({ process: name, level, pretty }: LoggerOptions): Logger {
  return pino({
    level,
    base: { process: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: () => ({ ...currentScope() }),
    serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
    // The last line of defence: nobody may log these on purpose.
    redact: {
      paths: ["password", "*.password", "token", "*.token", "cookie", "*.cookie", "authorization"],
      censor: "…",
    },
    ...(pretty ? { transport: { target: "pino-pretty" } } : {}),
  });
}

/** For tests and for commands that print their own answer. */
export const silentLogger: Logger = pino({ level: "silent" });
