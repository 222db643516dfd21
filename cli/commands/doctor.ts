import type { Command } from "commander";

/** The same code runs without a bundle, when `bifrost` finds nothing built: see scripts/launcher/command.mjs. */
export function register(program: Command): void {
  program
    .command("doctor")
    .description("say what is wrong with this installation and how to mend it")
    .option("--json", "the findings as JSON")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { main } = await import("../../scripts/doctor.mjs");
      await main(json ? ["--json"] : []);
    });
}
