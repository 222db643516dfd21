import { type Command, Option } from "commander";
import type { Result } from "@/modules/_kernel";
import type { makeAccounts } from "@/server/accounts";
import type { AppError, AppErrorKind, ErrorFact } from "@/server/flows/errors";
import { registerFactors } from "./user-factor";
import { registerInvitations } from "./user-invite";
import { registerScope } from "./user-scope";
import { registerTeam } from "./user-team";
import { registerTrust } from "./user-trust";

/** `bifrost user`: people, without a browser. Whoever may run it on this machine may make an admin. */

const ROLES = ["viewer", "trader", "risk", "admin"] as const;
/** A password and its line end; anything longer is not a password. */
const STDIN_BYTES_MAX = 4_096;

interface CreateOptions {
  readonly email: string;
  readonly role: (typeof ROLES)[number];
  readonly name: string;
  readonly passwordStdin?: boolean;
}

export function register(program: Command): void {
  const user = program.command("user").description("create and list people, set passwords");
  user
    .command("create")
    .description("create a person who can sign in at once")
    .requiredOption("--email <address>", "what they sign in with")
    .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
    .option("--name <name>", "how the app addresses them", "")
    .requiredOption("--password-stdin", "read the password from standard input, never from the command line")
    .action(create);
  user.command("list").description("everybody, with their role").option("--json", "as JSON").action(list);
  user
    .command("set-password")
    .description("set a new password; ends every session of that person")
    .requiredOption("--email <address>", "whose password")
    .requiredOption("--password-stdin", "read the password from standard input")
    .action(setPassword);
  registerFactors(user);
  registerInvitations(user);
  registerTrust(user);
  registerScope(user);
  registerTeam(user);
}

async function create({ email, role, name }: CreateOptions): Promise<void> {
  const password = await readPassword();
  await withAccounts(async ({ accounts, actor }) => {
    const made = await accounts.createUser({ email, role, name, password }, actor);
    report(made, (view) => `${view.email} is ${view.role}; they can sign in now.`);
  });
}

async function setPassword({ email }: { readonly email: string }): Promise<void> {
  const password = await readPassword();
  await withAccounts(async ({ accounts, actor }) => {
    const changed = await accounts.setPassword(actor, email, password);
    report(changed, (view) => `The password of ${view.email} is changed; every session of theirs has ended.`);
  });
}

async function list({ json }: { readonly json?: boolean }): Promise<void> {
  await withAccounts(async ({ accounts }) => {
    const people = await accounts.listUsers();
    if (json === true) {
      process.stdout.write(`${JSON.stringify(people)}\n`);
      return;
    }
    for (const { email, role, name, disabled } of people) {
      process.stdout.write(`${email}\t${role}${name === "" ? "" : `\t${name}`}${disabled ? "\tdisabled" : ""}\n`);
    }
  });
}

/** Opens the installation's database for one command, with the flows about people on it. */
async function withAccounts(
  work: (house: {
    readonly accounts: ReturnType<typeof makeAccounts>;
    readonly actor: { readonly kind: "cli"; readonly userId: null; readonly requestId: string };
  }) => Promise<void>,
): Promise<void> {
  const [{ openDatabaseSession }, { openDatabase, WEB_STATEMENT_TIMEOUT_MS }, house] = await Promise.all([
    import("@/server/ops/database-session"),
    import("@/server/infra/db"),
    import("@/server/accounts"),
  ]);
  const session = await openDatabaseSession();
  const database = openDatabase({
    url: session.url,
    applicationName: "bifrost-cli",
    poolSize: 2,
    statementTimeoutMs: WEB_STATEMENT_TIMEOUT_MS,
    onIdleError: (error) => process.stderr.write(`${error.message}\n`),
  });
  try {
    const actor = { kind: "cli", userId: null, requestId: crypto.randomUUID() } as const;
    await work({ accounts: house.makeAccounts(database), actor });
  } finally {
    await database.close();
    await session.close();
  }
}

function report<T>(answer: Result<T, AppError>, say: (value: T) => string): void {
  if (answer.ok) {
    process.stdout.write(`${say(answer.value)}\n`);
    return;
  }
  const { kind, path, facts = {} } = answer.error;
  const sentence = SENTENCES[kind]?.(facts) ?? `Refused: ${kind}.`;
  process.stderr.write(`${sentence}${path === undefined ? "" : ` (${path})`}\n`);
  process.exitCode = 2;
}

type Facts = Readonly<Record<string, ErrorFact>>;

/** What these commands can be refused for, and what would pass. */
const SENTENCES: Readonly<Partial<Record<AppErrorKind, (facts: Facts) => string>>> = {
  "user.email_taken": ({ email }) =>
    `Somebody has the address ${email} already: choose another, or set their password with bifrost user set-password.`,
  "user.email_malformed": ({ email }) => `"${email}" is no e-mail address: write it like name@example.com.`,
  "user.not_found": ({ email }) => `Nobody has the address ${email}: bifrost user list shows who there is.`,
  "user.password_weak": ({ reason, minimum, maximum }) =>
    `The password is refused (${String(reason).replaceAll("_", " ")}): use ${minimum} to ${maximum} characters, at least 4 different ones, without the name in the address.`,
};

/** All of standard input without its last line end. */
async function readPassword(): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > STDIN_BYTES_MAX)
      throw new Error(`Standard input is longer than a password can be (${STDIN_BYTES_MAX} bytes).`);
    chunks.push(part);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
