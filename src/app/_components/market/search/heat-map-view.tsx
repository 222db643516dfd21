"use client";

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { EmptyState, Field, Segmented, Select } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { formatNumber } from "@/app/_lib/format";
import { useIsPhone } from "@/app/_lib/use-media";
import type { NamedColumns } from "@/modules/data";
import { paramsOf, type SearchSpace } from "@/modules/strategy";
import { DESK_ROOM, type HeatCell, type HeatMap, heatMap, heatShare, PHONE_ROOM } from "./heat-cells";
import { nextCell, type Place, within } from "./heat-keys";
import type { SearchDetail } from "./search-types";

export interface HeatMapViewProps {
  readonly search: SearchDetail;
  readonly space: SearchSpace;
  readonly columns: NamedColumns;
  readonly label: (name: string) => string;
  readonly onRun: (point: number) => void;
}

const EMPTY = new Float64Array(0);
const SCORE_DECIMALS = 2;
/** Columns that are named under a map. */
const LABELS_ACROSS = 18;
/** Cells take the keyboard, so to a screen reader the table is a grid. */
const GRID = { role: "grid" } as const;

/**
 * Scores over two parameters, the best of the others in each cell. One hue from dark to light, so that it reads without
 * telling colours apart; the numbers are one switch away.
 */
export function HeatMapView(props: HeatMapViewProps) {
  const { search, space, columns, label } = props;
  const t = useTranslations("search");
  const isPhone = useIsPhone();
  const [axes, setAxes] = useState({ x: Math.min(1, space.axes.length - 1), y: 0 });
  const [view, setView] = useState<"map" | "table">("map");
  const map = useMemo(() => {
    const results = { point: columns["point"] ?? EMPTY, score: columns["score"] ?? EMPTY };
    return heatMap(space, axes, results, isPhone ? PHONE_ROOM : DESK_ROOM);
  }, [space, axes, columns, isPhone]);
  if (space.axes.length < 2) return <EmptyState title={t("mapNeeds")} />;
  const options = space.axes.map(({ name }, place) => ({ value: String(place), label: label(name) }));
  const choose = (axis: "x" | "y") => (value: string) => {
    const next = Number(value);
    // The two change places rather than become one.
    const other = axis === "x" ? "y" : "x";
    setAxes(axes[other] === next ? { x: axes.y, y: axes.x } : { ...axes, [axis]: next });
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto p-4 max-md:overflow-visible">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t("mapX")}>
          <Select value={String(axes.x)} onChange={choose("x")} options={options} />
        </Field>
        <Field label={t("mapY")}>
          <Select value={String(axes.y)} onChange={choose("y")} options={options} />
        </Field>
        <Segmented
          label={t("map")}
          value={view}
          onChange={setView}
          options={[
            { value: "map", label: t("mapAsMap") },
            { value: "table", label: t("mapAsTable") },
          ]}
        />
        <span className="flex-1" />
        <Legend map={map} objective={t(`objectives.${search.spec.objective}`)} />
      </div>
      <Cells {...props} axes={axes} map={map} withNumbers={view === "table"} />
    </div>
  );
}

function tint(map: HeatMap, cell: HeatCell | null) {
  if (cell === null || Number.isNaN(cell.score)) return undefined;
  const strength = 8 + Math.round(heatShare(map, cell.score) * 84);
  return { backgroundColor: `color-mix(in oklab, var(--up) ${strength}%, var(--bg-1))` };
}

function Legend({ map, objective }: { readonly map: HeatMap; readonly objective: string }) {
  const t = useTranslations("search");
  if (!(map.highest >= map.lowest)) return null;
  const number = (value: number) => formatNumber(value, { decimals: SCORE_DECIMALS });
  return (
    <div className="num flex items-center gap-2 text-11 text-tx-3">
      <span>{objective}</span>
      <span>{`${number(map.lowest)} ${t("low")}`}</span>
      <span
        aria-hidden="true"
        className="h-2.5 w-24 rounded-2"
        style={{
          background:
            "linear-gradient(to right in oklab, color-mix(in oklab, var(--up) 8%, var(--bg-1)), color-mix(in oklab, var(--up) 92%, var(--bg-1)))",
        }}
      />
      <span>{`${number(map.highest)} ${t("high")}`}</span>
    </div>
  );
}

interface CellsProps extends HeatMapViewProps {
  readonly axes: { readonly x: number; readonly y: number };
  readonly map: HeatMap;
  readonly withNumbers: boolean;
}

/** A grid that arrow keys move in and Enter chooses from; the same cells with their numbers are the table. */
function Cells({ space, axes, map, withNumbers, label, onRun, search }: CellsProps) {
  const t = useTranslations("search");
  const grid = useRef<HTMLTableElement>(null);
  const [chosen, setAt] = useState<Place>({ row: map.rows.length - 1, column: 0 });
  // Other axes, or more results, make another map: one of its cells takes the keyboard all the same.
  const at = within(map, chosen);
  const [x, y] = [space.axes[axes.x], space.axes[axes.y]];
  const [hover, setHover] = useState<HeatCell | null>(null);
  if (x === undefined || y === undefined) return null;
  const columns = map.rows[0]?.length ?? 0;
  const valueIn = (axis: typeof x, place: number, cells: number) =>
    axis.valueAt(Math.floor((place * axis.count) / cells));
  const score = (cell: HeatCell | null) =>
    cell === null
      ? t("mapEmpty")
      : Number.isNaN(cell.score)
        ? t("mapNone")
        : formatNumber(cell.score, { decimals: SCORE_DECIMALS });
  const words = (row: number, column: number) =>
    t("mapCell", {
      x: label(x.name),
      xValue: String(valueIn(x, column, columns)),
      y: label(y.name),
      yValue: String(valueIn(y, row, map.rows.length)),
      score: score(map.rows[row]?.[column] ?? null),
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextCell(map, at, event);
    if (next === null) return;
    event.preventDefault();
    const { row, column } = next;
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  // Names of columns would run into each other where there are many.
  const isLabelled = (column: number) => withNumbers || column % Math.ceil(columns / LABELS_ACROSS) === 0;
  const shownRows = map.rows.map((cells, row) => ({ cells, row })).toReversed();
  const own = hover === null ? null : paramsOf(space, hover.point);
  return (
    <>
      <div className="min-h-0 overflow-auto">
        <table
          ref={grid}
          {...GRID}
          aria-label={t("mapLabel", {
            objective: t(`objectives.${search.spec.objective}`),
            x: label(x.name),
            y: label(y.name),
          })}
          className={cn(
            "num border-separate border-spacing-px text-right text-11",
            !withNumbers && "w-full table-fixed",
          )}
        >
          <tbody>
            {shownRows.map(({ cells, row }) => (
              <tr key={row}>
                <th scope="row" className="sticky left-0 w-12 truncate bg-bg-1 pr-2 font-normal text-tx-3">
                  {String(valueIn(y, row, map.rows.length))}
                </th>
                {cells.map((cell, column) => (
                  <td key={`${row} ${String(valueIn(x, column, columns))}`} className="p-0">
                    <button
                      type="button"
                      data-cell={`${row} ${column}`}
                      tabIndex={at.row === row && at.column === column ? 0 : -1}
                      aria-label={words(row, column)}
                      title={words(row, column)}
                      aria-disabled={cell === null}
                      onKeyDown={onKeyDown}
                      onFocus={() => {
                        setAt({ row, column });
                        setHover(cell);
                      }}
                      onMouseEnter={() => setHover(cell)}
                      onClick={() => {
                        if (cell !== null) onRun(cell.point);
                      }}
                      style={withNumbers ? undefined : tint(map, cell)}
                      className={
                        withNumbers
                          ? "h-6 w-full px-2 text-right text-tx-1 hover:bg-bg-3 disabled:text-tx-3"
                          : "block h-5 w-full border border-line-1 text-center leading-none text-tx-3 hover:outline-2 hover:outline-focus max-md:h-8"
                      }
                    >
                      {withNumbers ? score(cell) : cell !== null && Number.isNaN(cell.score) ? "·" : ""}
                    </button>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" className="sticky left-0 w-12 bg-bg-1 pr-2 font-normal text-tx-3">
                <span className="sr-only">{label(x.name)}</span>
              </th>
              {Array.from({ length: columns }, (_, column) => String(valueIn(x, column, columns))).map(
                (value, column) => (
                  <th key={value} scope="col" className="text-center font-normal whitespace-nowrap text-tx-3">
                    <span className={isLabelled(column) ? undefined : "sr-only"}>{value}</span>
                  </th>
                ),
              )}
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="num min-h-5 text-11 text-tx-3">
        {hover === null || own === null
          ? t("mapBest")
          : `${score(hover)}: ${Object.entries(own)
              .map(([name, value]) => `${label(name)} ${String(value)}`)
              .join(", ")}`}
      </p>
    </>
  );
}
