import {
  alpacaProvider,
  ccxtProvider,
  ecb,
  type FeedProvider,
  type Feeds,
  type FolderPlace,
  folderProvider,
  type LoadCcxt,
  makeFeedStore,
  makeFeeds,
  replayProvider,
  simulatedProvider,
  timers,
  yahoo,
} from "@/modules/data/server";
import type { Secrets } from "../../platform/secrets";
import type { FlowDeps } from "../deps";
import { makeFindReplay } from "../replay/find-replay";

/** Under which name a feed's key lies among the secrets. */
export function keyNameOf(feed: string): string {
  return `feed.${feed}`;
}

export interface OpenFeedsDeps extends Pick<FlowDeps, "sql" | "clock"> {
  readonly secrets: Secrets;
  /** What loads ccxt; null in processes that call no exchange. */
  readonly loadCcxt: LoadCcxt | null;
  /** Where watched files are, and where they are copied to while they are read. */
  readonly files: FolderPlace;
}

const alpacas = [
  alpacaProvider({
    id: "alpaca",
    title: "Alpaca (IEX)",
    about: "US shares and funds, history and live, as traded on one exchange. With a free account's key.",
    source: "iex",
  }),
  alpacaProvider({
    id: "alpaca.sip",
    title: "Alpaca (SIP)",
    about: "US shares and funds, history and live, as traded on all exchanges. With the key of a paid plan.",
    source: "sip",
  }),
];

/** Exchanges in the table; ccxt knows more, and each is one line. On are those that most people can reach and know. */
const EXCHANGES = [
  { exchangeId: "binance", title: "Binance", probe: "BTC/USDT", enabledByDefault: true },
  { exchangeId: "kraken", title: "Kraken", probe: "BTC/USD", enabledByDefault: true },
  { exchangeId: "coinbase", title: "Coinbase", probe: "BTC/USD", enabledByDefault: true },
  { exchangeId: "bybit", title: "Bybit", probe: "BTC/USDT", enabledByDefault: false },
  { exchangeId: "okx", title: "OKX", probe: "BTC/USDT", enabledByDefault: false },
  { exchangeId: "kucoin", title: "KuCoin", probe: "BTC/USDT", enabledByDefault: false },
  { exchangeId: "gate", title: "Gate", probe: "BTC/USDT", enabledByDefault: false },
  { exchangeId: "bitget", title: "Bitget", probe: "BTC/USDT", enabledByDefault: false },
  { exchangeId: "bitfinex", title: "Bitfinex", probe: "BTC/USD", enabledByDefault: false },
  { exchangeId: "bitstamp", title: "Bitstamp", probe: "BTC/USD", enabledByDefault: false },
  { exchangeId: "gemini", title: "Gemini", probe: "BTC/USD", enabledByDefault: false },
  { exchangeId: "cryptocom", title: "Crypto.com", probe: "BTC/USDT", enabledByDefault: false },
  { exchangeId: "binanceus", title: "Binance US", probe: "BTC/USDT", enabledByDefault: false },
] as const;

function exchanges(load: LoadCcxt | null): readonly FeedProvider[] {
  return EXCHANGES.map((exchange) => ccxtProvider({ ...exchange, load }));
}

/**
 * The feeds of this process: every provider there is, with what people set for it. Nothing is asked before somebody calls a
 * feed, and nobody but workers and the command line does.
 */
export function openFeeds({ sql, clock, secrets, loadCcxt, files }: OpenFeedsDeps): Feeds {
  const replay = replayProvider(makeFindReplay({ sql }));
  const providers: readonly FeedProvider[] = [
    simulatedProvider,
    replay,
    folderProvider(files),
    yahoo,
    ecb,
    ...alpacas,
    ...exchanges(loadCcxt),
  ];
  const store = makeFeedStore();
  return makeFeeds({
    providers,
    clock,
    waiting: timers,
    fetch,
    async settingsOf(id) {
      const [choice, key] = await Promise.all([store.choiceOf(sql, id), secrets.read(keyNameOf(id))]);
      const own = providers.find((provider) => provider.id === id);
      return {
        enabled: choice?.enabled ?? own?.enabledByDefault ?? false,
        baseUrls: choice?.baseUrls ?? {},
        key: key.state === "open" ? key.value : null,
      };
    },
  });
}
