import { expect, it } from "vitest";
import type { CopyPort, SqlPort, TransactionOptions, Transactions } from "@/modules/_kernel";
import { makeLocalSignals } from "./testing/local-signals";
import { makeOutboxNudge, nudgingTransactions } from "./work";

it("hands on how a transaction is to use its connection", async () => {
  const asked: (TransactionOptions | undefined)[] = [];
  const unused = async () => {
    throw new Error("asks nothing");
  };
  const port: SqlPort & CopyPort = { $queryRaw: unused, $executeRaw: unused, copyOut: unused, copyIn: unused };
  const inner: Transactions = {
    run: (work, how) => {
      asked.push(how);
      return work(port);
    },
  };
  const transactions = nudgingTransactions(inner, makeOutboxNudge(), makeLocalSignals());
  await transactions.run(async () => undefined, { prepared: true });
  await transactions.run(async () => undefined);
  expect(asked).toEqual([{ prepared: true }, undefined]);
});
