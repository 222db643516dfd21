import type { Command } from "commander";
import { withHouse } from "../house";
import { fail, print } from "../refusal";

/** `bifrost rebuild`: what orders and books are is in their events; how they stand can be made again from them at any time. */
export function register(program: Command): void {
  program
    .command("rebuild")
    .description("drop and rebuild what is computed from events, and prove that it was equal")
    .option("--json", "as JSON on standard output")
    .action(run);
}

async function run({ json }: { readonly json?: boolean }): Promise<void> {
  await withHouse(async ({ deps, actor }) => {
    const { makeRebuildProjections } = await import("@/server/flows/orders/rebuild-projections");
    const rebuilt = await makeRebuildProjections(deps)(actor);
    if (json === true) print(JSON.stringify(rebuilt));
    for (const { projection, rows, differences, examples } of rebuilt) {
      if (json !== true) print(`${projection}\t${rows} rows\t${differences === 0 ? "equal" : `${differences} mended`}`);
      if (differences > 0)
        fail(
          `${projection} was not what its events say and is now: ${examples.join(", ")}${more(differences, examples)}`,
        );
    }
  });
}

const more = (all: number, shown: readonly string[]) => (all > shown.length ? ` and ${all - shown.length} more.` : ".");
