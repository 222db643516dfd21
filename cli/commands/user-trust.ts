import type { Command } from "commander";
import { withHouse } from "../house";
import { fail, print, refuse } from "../refusal";

/** `bifrost user trust` and `distrust`: whose strategies may run outside of the sandbox. */
export function registerTrust(user: Command): void {
  for (const isTrusted of [true, false]) {
    user
      .command(isTrusted ? "trust" : "distrust")
      .description(
        isTrusted
          ? "run long backtests of what a person wrote in a process of its own instead of the sandbox: faster, and a weaker wall"
          : "run what a person wrote in the sandbox again",
      )
      .requiredOption("--email <address>", "whose strategies")
      .action(({ email }: { readonly email: string }) => setTrust(email, isTrusted));
  }
}

function setTrust(email: string, isTrusted: boolean): Promise<void> {
  return withHouse(async ({ deps, actor }) => {
    const [{ findUserByEmail }, { makeTrustFlows }] = await Promise.all([
      import("@/server/platform/identity"),
      import("@/server/flows/people/trust-author"),
    ]);
    const person = await findUserByEmail(deps.prisma, email);
    if (person === null) return fail(`Nobody has the address ${email}: bifrost user list shows who there is.`);
    const set = await makeTrustFlows(deps).setAuthorTrust(actor, { userId: person.view.userId, isTrusted });
    if (!set.ok) return refuse(set.error, {}, {});
    print(
      isTrusted
        ? `Strategies of ${email} may run outside of the sandbox, from the next run on.`
        : `Strategies of ${email} run in the sandbox, from the next run on.`,
    );
  }, "database");
}
