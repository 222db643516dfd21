import { InvariantViolation } from "@/modules/_kernel";
import { BAR_ORDER_TYPES, type BarOrderRequest } from "@/modules/execution";
import type {
  FillNotice,
  InstrumentDesk,
  Market,
  ResumedPortfolioRun,
  SeriesView,
} from "../../domain/portfolio/market";
import type { BarView, DecisionNote, Desk, FillFacts, ResumedRun, SessionCloses } from "../../domain/strategy";
import { StrategyFault } from "../../domain/strategy-fault";
import type { CodeVm, OpenVm } from "./code-vm";
import { type FeedIndicator, IndicatorFeed } from "./indicator-feed";
import {
  ANSWER,
  BAR,
  COMMAND,
  COMMAND_KINDS,
  HEADER,
  LANE,
  type Layout,
  laneStart,
  readingsStart,
  STEP,
} from "./layout";

/** Frees what a run left behind that nobody walked to its end. */
const abandoned = new FinalizationRegistry<CodeVm>((vm) => vm.end());

interface Facts {
  readonly open: OpenVm;
  readonly compiled: string;
  readonly layout: Layout;
  /** Those of the base first, then those of each declared series. */
  readonly indicators: readonly (readonly FeedIndicator[])[];
  readonly handlers: { readonly fill: boolean; readonly session: boolean };
}

/** A strategy in the sandbox, between the engine and its shared memory. */
class Bridge {
  readonly vm: CodeVm;
  readonly layout: Layout;
  readonly #feeds: readonly (readonly IndicatorFeed[])[];

  constructor({ open, compiled, layout, indicators }: Facts, owner: object) {
    this.vm = open(compiled);
    this.layout = layout;
    this.#feeds = layout.symbols.map(() => indicators.map((declared) => new IndicatorFeed(declared)));
    this.vm.start(layout);
    abandoned.register(owner, this.vm);
  }

  showAccount(time: number, cash: number, equity: number): void {
    const { input } = this.vm;
    input[HEADER.time] = time;
    input[HEADER.cash] = cash;
    input[HEADER.equity] = equity;
  }

  showDesk(lane: number, { position, orderCount }: Pick<Desk, "position" | "orderCount">): void {
    const { input } = this.vm;
    const at = laneStart(this.layout, lane);
    input[at + LANE.position] = position;
    input[at + LANE.nextOrder] = orderCount;
  }

  /** Shows one series of an instrument, and takes its new bar into the indicators that are declared on it. */
  showBar(lane: number, series: number, bar: BarView, isNew: boolean, sessionCloseMs: number): void {
    const { input } = this.vm;
    const at = laneStart(this.layout, lane) + LANE.bars + series * BAR.length;
    input[at + BAR.isNew] = isNew ? 1 : 0;
    if (!isNew) return;
    input[at + BAR.index] = bar.index;
    input[at + BAR.time] = bar.time;
    input[at + BAR.open] = bar.open;
    input[at + BAR.high] = bar.high;
    input[at + BAR.low] = bar.low;
    input[at + BAR.close] = bar.close;
    input[at + BAR.volume] = bar.volume;
    input[at + BAR.sessionCloseMs] = sessionCloseMs;
    this.#feeds[lane]?.[series]?.push(bar, input, readingsStart(this.layout, lane));
  }

  step(call: number, bar: number, deskOf: (lane: number) => Desk | undefined): void {
    this.vm.bar = bar;
    this.vm.input[HEADER.call] = call;
    this.#order(this.vm.step(), deskOf);
  }

  fill(lane: number, { order, quantity, price }: FillFacts, deskOf: (lane: number) => Desk | undefined): void {
    this.#order(this.vm.fill(lane, order, quantity, price), deskOf);
  }

  /** Does what was ordered. What the engine will not take is the strategy's fault, never the engine's. */
  #order(commands: number, deskOf: (lane: number) => Desk | undefined): void {
    const { output } = this.vm;
    try {
      for (let i = 0; i < commands; i += 1) {
        const at = ANSWER.length + i * COMMAND.length;
        const desk = deskOf(output[at + COMMAND.lane] ?? -1);
        if (desk !== undefined) give(desk, output, at);
      }
    } catch (error) {
      if (!(error instanceof InvariantViolation)) throw error;
      const { bar } = this.vm;
      this.vm.end();
      throw new StrategyFault({ reason: "order", message: error.message, line: null, column: null, bar });
    }
  }
}

const given = (value: number | undefined): number | undefined =>
  value === undefined || Number.isNaN(value) ? undefined : value;

function give(desk: Desk, output: Float64Array, at: number): void {
  const kind = output[at + COMMAND.kind];
  const quantity = output[at + COMMAND.quantity] ?? Number.NaN;
  if (kind === COMMAND_KINDS.cancel) {
    desk.cancel(quantity);
    return;
  }
  if (kind === COMMAND_KINDS.market) {
    if (quantity > 0) desk.buy(quantity);
    else desk.sell(-quantity);
    return;
  }
  const order: BarOrderRequest = {
    type: BAR_ORDER_TYPES[output[at + COMMAND.type] ?? -1] ?? "market",
    quantity,
    limitPrice: given(output[at + COMMAND.limitPrice]),
    stopPrice: given(output[at + COMMAND.stopPrice]),
    trailAmount: given(output[at + COMMAND.trailAmount]),
    trailPercent: given(output[at + COMMAND.trailPercent]),
    expiresAtMs: given(output[at + COMMAND.expiresAtMs]),
    group: given(output[at + COMMAND.group]),
    parent: given(output[at + COMMAND.parent]),
  };
  desk.submit(order);
}

/** A strategy of the sandbox on one instrument. */
export class SandboxRun implements ResumedRun {
  readonly #bridge: Bridge;
  readonly #sessions: SessionCloses | null;
  #sessionCloseMs = Number.NaN;
  readonly onFill?: (fill: FillFacts, desk: Desk) => void;

  constructor(facts: Facts, sessions: SessionCloses | null) {
    this.#bridge = new Bridge(facts, this);
    this.#sessions = facts.handlers.session ? sessions : null;
    if (facts.handlers.fill) {
      this.onFill = (fill, desk) => {
        const { cash, position } = desk;
        const close = this.#bridge.vm.input[laneStart(facts.layout, 0) + LANE.bars + BAR.close] ?? Number.NaN;
        this.#bridge.showAccount(this.#bridge.vm.input[HEADER.time] ?? Number.NaN, cash, cash + position * close);
        this.#bridge.showDesk(0, desk);
        this.#bridge.fill(0, fill, () => desk);
      };
    }
  }

  get notes(): readonly DecisionNote[] {
    return this.#bridge.vm.notes;
  }

  onBar(bar: BarView, desk: Desk): void {
    const bridge = this.#bridge;
    const { cash, position } = desk;
    bridge.showAccount(bar.time, cash, cash + position * bar.close);
    bridge.showDesk(0, desk);
    const { call, sessionCloseMs } = this.#callAt(bar.index);
    bridge.showBar(0, 0, bar, true, sessionCloseMs);
    bridge.step(call, bar.index, () => desk);
  }

  catchUp(bar: BarView): void {
    const { sessionCloseMs } = this.#callAt(bar.index);
    this.#bridge.showAccount(bar.time, Number.NaN, Number.NaN);
    this.#bridge.showBar(0, 0, bar, true, sessionCloseMs);
    this.#bridge.step(NOTHING, bar.index, () => undefined);
  }

  /** What a bar's place in its session asks for. */
  #callAt(index: number): { readonly call: number; readonly sessionCloseMs: number } {
    if (this.#sessions === null) return ONLY_BAR;
    const sessionCloseMs = this.#sessions.sessionCloseMs[index] ?? Number.NaN;
    let call: number = STEP.bar;
    if (!Number.isNaN(sessionCloseMs) && sessionCloseMs !== this.#sessionCloseMs) call |= STEP.sessionOpen;
    if ((this.#sessions.closeMs[index] ?? Number.NaN) >= sessionCloseMs) call |= STEP.sessionClose;
    this.#sessionCloseMs = sessionCloseMs;
    return { call, sessionCloseMs };
  }

  save(): string {
    return this.#bridge.vm.save();
  }

  end(): void {
    this.#bridge.vm.end();
  }
}
/** A call that only takes bars into the strategy's own indicators. */
const NOTHING = 0;
const ONLY_BAR = { call: STEP.bar, sessionCloseMs: Number.NaN };

/** A strategy of the sandbox on several instruments or resolutions. */
export class SandboxPortfolioRun implements ResumedPortfolioRun {
  readonly #bridge: Bridge;
  readonly #facts: Facts;
  #sessionCloseMs = Number.NaN;
  #moments = -1;
  readonly onFill?: (fill: FillNotice, market: Market) => void;

  constructor(facts: Facts) {
    this.#facts = facts;
    this.#bridge = new Bridge(facts, this);
    if (facts.handlers.fill) {
      this.onFill = (fill, market) => {
        this.#showAccounts(market);
        this.#bridge.fill(facts.layout.symbols.indexOf(fill.symbol), fill, (lane) => market.instruments[lane]);
      };
    }
  }

  get notes(): readonly DecisionNote[] {
    return this.#bridge.vm.notes;
  }

  onBars(market: Market): void {
    this.#show(market);
    this.#bridge.step(this.#callAt(market), this.#moments, (lane) => market.instruments[lane]);
  }
  catchUp(market: Market): void {
    this.#show(market);
    this.#callAt(market);
    this.#bridge.step(NOTHING, this.#moments, () => undefined);
  }

  #show(market: Market): void {
    this.#moments += 1;
    this.#showAccounts(market);
    market.instruments.forEach((desk, lane) => {
      this.#showSeries(lane, 0, desk.bar);
      this.#facts.layout.series.forEach((name, place) => {
        this.#showSeries(lane, place + 1, desk.series(name));
      });
    });
  }

  #showAccounts({ time, cash, equity, instruments }: Market): void {
    this.#bridge.showAccount(time, cash, equity);
    instruments.forEach((desk: InstrumentDesk, lane) => {
      this.#bridge.showDesk(lane, desk);
    });
  }
  #showSeries(lane: number, series: number, bar: SeriesView): void {
    this.#bridge.showBar(lane, series, bar, bar.isNew, bar.sessionCloseMs);
  }

  #callAt({ time, instruments }: Market): number {
    const bar = instruments[0]?.bar;
    if (!this.#facts.handlers.session || bar?.isNew !== true) return STEP.bar;
    const { sessionCloseMs } = bar;
    let call: number = STEP.bar;
    if (!Number.isNaN(sessionCloseMs) && sessionCloseMs !== this.#sessionCloseMs) call |= STEP.sessionOpen;
    if (time >= sessionCloseMs) call |= STEP.sessionClose;
    this.#sessionCloseMs = sessionCloseMs;
    return call;
  }

  save(): string {
    return this.#bridge.vm.save();
  }

  end(): void {
    this.#bridge.vm.end();
  }
}
