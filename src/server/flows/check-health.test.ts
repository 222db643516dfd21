import { describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { judgeDisk, judgeFeeds, judgeWorkers, worst } from "./check-health";

const worker = (roles: string[], silentMs: number) => ({
  roles,
  silentMs,
  heartbeatAt: EpochMs.of(1_000_000 - silentMs),
});

describe("health", () => {
  it("is as good as its worst part", () => {
    expect(worst([{ level: "ok" }, { level: "ok" }])).toBe("ok");
    expect(worst([{ level: "ok" }, { level: "warn" }])).toBe("warn");
    expect(worst([{ level: "warn" }, { level: "bad" }, { level: "ok" }])).toBe("bad");
  });

  it("says which feed was switched off, which breaks nothing, and not those that nobody ever had", () => {
    const feed = (title: string, isOn: boolean, isUsual = true) => ({ title, isOn, isUsual });
    expect(judgeFeeds([feed("Yahoo", true), feed("Folder", false, false)])).toMatchObject({
      level: "ok",
      messageKey: "feeds_ok",
      facts: { on: 1 },
    });
    expect(judgeFeeds([feed("Yahoo", false), feed("ECB", true), feed("Simulated", false)])).toMatchObject({
      level: "ok",
      messageKey: "feeds_off",
      facts: { on: 1, off: 2, names: "Yahoo, Simulated" },
    });
  });

  it("needs a live worker for every role, whichever process has it", () => {
    expect(judgeWorkers([worker(["ingest", "research", "ops", "stream", "trading", "strategy"], 100)])).toMatchObject({
      level: "ok",
      facts: { workers: 1 },
    });
    expect(
      judgeWorkers([worker(["ingest", "ops", "trading"], 100), worker(["research", "stream", "strategy"], 19_000)])
        .level,
    ).toBe("ok");
  });

  it("says which role has nobody, and since when", () => {
    const answer = judgeWorkers([
      worker(["ingest", "ops", "stream", "trading"], 100),
      worker(["research", "strategy"], 60_000),
    ]);
    expect(answer).toMatchObject({
      level: "bad",
      messageKey: "workers_missing",
      facts: { missing: "research, strategy" },
    });
    expect(answer.sinceMs).toBe(940_000);
    expect(judgeWorkers([])).toMatchObject({ level: "bad", messageKey: "workers_none", sinceMs: null });
  });

  it.each([
    [50_000_000_000, "ok", "disk_ok"],
    [900_000_000, "warn", "disk_low"],
    [1_000_000, "bad", "disk_full"],
  ])("a disk with %d bytes free is %s", (free, level, messageKey) => {
    expect(judgeDisk(free)).toMatchObject({ level, messageKey });
  });
});
