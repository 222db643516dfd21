import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";
import { listFactorRoles, listUsers } from "../../platform/identity";
import { countChannels } from "../../platform/notify";
import { FEATURES, type FeatureFlows } from "../contract/features";
import type { FeedFlows } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { readNotifyHouse } from "../notifications/house-settings";
import { type InstallationFacts, judgeFeatures, type Seen } from "./judge-features";

export interface FeatureDeps extends Pick<FlowDeps, "sql" | "prisma" | "records" | "secrets"> {
  readonly installation: InstallationFacts;
  readonly listFeeds: FeedFlows["listFeeds"];
}

/** Feeds that are there without anybody's market behind them. */
const OF_THE_HOUSE = new Set(["simulated", "replay", "folder"]);

/** Says of each capability whether it is there now, by asking what it stands on. */
export function makeFeatureFlows(deps: FeatureDeps): FeatureFlows {
  return {
    async listFeatures() {
      const judged = judgeFeatures(await look(deps));
      return FEATURES.map((name) => ({ name, ...judged[name] }));
    },
  };
}

async function look(deps: FeatureDeps): Promise<Seen> {
  const { sql, prisma, installation } = deps;
  const [server, users, factorRoles, house, pushChannels, feeds] = await Promise.all([
    readServer(sql),
    listUsers(prisma),
    listFactorRoles(sql),
    readNotifyHouse(deps),
    countChannels(sql, "push"),
    deps.listFeeds(),
  ]);
  const enabled = feeds.filter(({ feed, enabled: isOn }) => isOn && !OF_THE_HOUSE.has(feed));
  return {
    installation,
    ...server,
    deciders: users.filter(({ role, disabled }) => !disabled && (role === "risk" || role === "admin")).length,
    factorRoles,
    notify: {
      publicUrl: house.publicUrl,
      mailHost: house.mail?.host ?? null,
      hasTelegram: house.hasTelegramToken,
      hasDeadMan: house.hasDeadManUrl,
    },
    pushChannels,
    feeds: {
      enabled: enabled.length,
      needKey: enabled.filter(({ needsKey, keySetAt }) => needsKey && keySetAt === null).length,
    },
  };
}

const serverRows = z.array(
  z.object({ timescale: z.string().nullable(), postgres: z.string(), hasGateway: z.boolean() }),
);

/**
 * What the database says. The gateway is a process of its own that may run on another machine: it is there when it is
 * connected here.
 */
async function readServer(sql: SqlPort): Promise<Pick<Seen, "timescale" | "postgres" | "hasGateway">> {
  const [row] = serverRows.parse(
    await sql.$queryRaw`
      SELECT (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescale,
        current_setting('server_version') AS postgres,
        EXISTS (
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'bifrost-gateway'
        ) AS "hasGateway"`,
  );
  if (row === undefined) throw new Error("a question without a table has an answer");
  return row;
}
