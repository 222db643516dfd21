import { ImportId } from "@/modules/_kernel";
import { makeBarIngest, makeImportBars, makeInstrumentStore, openCsvFile } from "@/modules/data/server";
import { wallClock } from "../../infra/clock";
import { openDatabase } from "../../infra/db";

/**
 * A process of its own that imports a file, says "merging" when bars are being written and then stops dead, inside the
 * transaction. The crash test kills it there.
 *
 * usage: import-and-hang.ts DATABASE_URL FILE IMPORT_ID
 */
const [url = "", path = "", id = ""] = process.argv.slice(2);
const { sql, transactions } = openDatabase({
  url,
  applicationName: "bifrost-crash-test",
  poolSize: 2,
  statementTimeoutMs: 60_000,
  onIdleError: (error) => process.stderr.write(`${error.message}\n`),
});
const importBars = makeImportBars({
  sql,
  transactions,
  ingest: makeBarIngest(),
  instruments: makeInstrumentStore(sql),
  clock: wallClock,
});
const columns = { time: "time", open: "open", high: "high", low: "low", close: "close", volume: "volume" };
const done = await importBars(
  {
    importId: ImportId.of(id),
    file: await openCsvFile(path, "crash.csv"),
    sha256: "0".repeat(64),
    symbol: "CRASH",
    name: "",
    kind: "equity",
    currency: "USD",
    resolution: "1m",
    reading: { delimiter: ",", hasHeader: true, columns, timeFormat: "iso", timeZone: "UTC", decimalComma: false },
    skipInvalidRows: false,
    createdBy: null,
  },
  {
    signal: new AbortController().signal,
    progress: (_done, _total, unit) => {
      if (unit !== "bars") return;
      process.stdout.write("merging\n", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
    },
    // Reached only if the write above did not stop the process in time: wait here as well.
    also: () => new Promise(() => undefined),
  },
);
process.stdout.write(`${JSON.stringify(done)}\n`);
