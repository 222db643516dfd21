export interface Finding {
  readonly check: string;
  readonly level: "ok" | "warning" | "problem";
  readonly finding: string;
  readonly remedy: string | null;
}

/** Looks at everything. Changes nothing; starts the embedded server for a moment when it does not run. */
export function diagnose(): Promise<Finding[]>;
/** The command: prints the findings (`--json`: as JSON) and sets the exit code to 1 when there is a problem. */
export function main(args: readonly string[]): Promise<void>;
