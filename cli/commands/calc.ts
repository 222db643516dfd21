import { once } from "node:events";
import type { Command } from "commander";
import { z } from "zod";
import { badAnswer, type Calculator } from "../calc/answer";
import { CALCULATORS, findCalculator, listOf, tableOf } from "../calc/registry";
import { answerLines, answerWhole } from "../calc/run";

/** Bad input, and wrong use. */
const EXIT_BAD_INPUT = 2;

interface Options {
  readonly lines?: true;
  readonly list?: true;
  readonly table?: true;
  readonly help?: true;
}

/** The calculators behind the app, as a command: JSON in, JSON out. No database, no network, no configuration. */
export function register(program: Command): void {
  program
    .command("calc")
    .description("the calculators behind the app: JSON on standard input, JSON on standard output")
    .argument("[function]", CALCULATORS.map(({ name }) => name).join(", "))
    .option("--lines", "one request a line, one answer a line, same order")
    .option("--list", "print the functions, or what one of them chooses from")
    .option("--table", "of order: print every state and event, and what becomes of them")
    .helpOption(false)
    .option("-h, --help", "print the JSON Schema of a function's input")
    .action(run);
}

async function run(name: string | undefined, options: Options, command: Command): Promise<void> {
  endWithReader();
  if (options.list === true) return print(listOf(name ?? null), `calc ${name ?? ""} chooses from nothing`);
  if (options.table === true) return printTable(name ?? null);
  if (name === undefined) {
    if (options.help !== true) process.exitCode = EXIT_BAD_INPUT;
    return command.outputHelp();
  }
  const calculator = findCalculator(name);
  if (calculator === null) {
    const message = `one of ${CALCULATORS.map((each) => each.name).join(", ")}; was "${name}"`;
    process.exitCode = EXIT_BAD_INPUT;
    return write(`${badAnswer({ kind: "calc.unknown_function", message, path: "" }).json}\n`);
  }
  if (options.help === true) return print(schemaOf(calculator), "");
  if (options.lines === true) return answerLines(calculator, process.stdin, write);
  if (!(await answerWhole(calculator, process.stdin, write))) process.exitCode = EXIT_BAD_INPUT;
}

/** JSON Schema of what a calculator takes. Cross-field rules have no place in it; the error of a bad request states them. */
function schemaOf({ name, summary, input }: Calculator): unknown {
  const schema = z.toJSONSchema(input, { io: "input", unrepresentable: "any" });
  return { ...schema, title: `calc ${name}`, description: summary };
}

async function print(value: unknown, whenNothing: string): Promise<void> {
  if (value !== null) return write(`${JSON.stringify(value, null, 2)}\n`);
  process.exitCode = EXIT_BAD_INPUT;
  return write(`${badAnswer({ kind: "calc.nothing_to_list", message: whenNothing, path: "" }).json}\n`);
}

function printTable(name: string | null): Promise<void> {
  const table = tableOf(name);
  if (table !== null) return write(`${table}\n`);
  process.exitCode = EXIT_BAD_INPUT;
  return write(`${badAnswer({ kind: "calc.no_table", message: "only order has a table", path: "" }).json}\n`);
}

/** A reader that has enough (`| head`) goes away: that ends the run and is no failure. */
function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

/** Writes and waits where the reader is slower, so that memory stays bounded. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
