import ccxt from "ccxt";
import type { Feed } from "../../../../domain/feed/feed";
import type { FeedSetting } from "../../../../testing/feed-contract";
import { makeFeedForTest } from "../../../../testing/make-feed";
import type { LineTiming } from "../../live-line";
import { ccxtProvider } from "../ccxt-provider";

/** An exchange of ccxt against a local server, as the contract suites make it: without ccxt's own pauses. */
export function exchangeFeed(exchangeId: string) {
  return (setting: FeedSetting & { readonly timing?: LineTiming }): Feed => {
    const { timing } = setting;
    const provider = ccxtProvider({
      exchangeId,
      title: exchangeId,
      probe: "BTC/USDT",
      enabledByDefault: true,
      load: () => Promise.resolve(ccxt),
      paced: false,
      ...(timing === undefined ? {} : { timing }),
    });
    return makeFeedForTest(provider, setting);
  };
}
