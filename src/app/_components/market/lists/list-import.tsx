"use client";

import { FileUp } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { Banner, Button, Checkbox, Field, Note, Panel, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { ListProblem } from "@/modules/data";
import { useProblemColumns } from "../problem-columns";
import { readText } from "./read-text";

/** What a list reads as, before anything is sent. */
export interface ListReading {
  readonly rows: number;
  readonly problems: readonly ListProblem[];
}

export interface ListToSend {
  readonly text: string;
  readonly source: string;
  readonly skipInvalidRows: boolean;
}

export interface ListImportProps {
  readonly title: string;
  /** Which columns a list has, in one sentence. */
  readonly about: string;
  readonly read: (text: string) => ListReading;
  readonly onSend: (list: ListToSend, onDone: () => void) => void;
  readonly busy: boolean;
  readonly error: unknown;
  /** More fields that the list needs. */
  readonly children?: ReactNode;
}

interface ChosenList {
  readonly name: string;
  readonly text: string;
}

const SOURCE_CHARS_MAX = 128;

/** A list from a file: read here, shown with every problem, and sent when it is as wanted. */
export function ListImport({ title, about, read, onSend, busy, error, children }: ListImportProps) {
  const t = useTranslations("lists");
  const say = useFailureText();
  const input = useRef<HTMLInputElement>(null);
  const [list, setList] = useState<ChosenList | null>(null);
  const [source, setSource] = useState("");
  const [skipInvalidRows, setSkip] = useState(false);
  const reading = useMemo(() => (list === null ? null : read(list.text)), [list, read]);
  const isWhole = reading?.problems.some(({ line }) => line === 0) === true;
  const isReady =
    reading !== null &&
    reading.rows > 0 &&
    source.trim() !== "" &&
    !isWhole &&
    (reading.problems.length === 0 || skipInvalidRows);
  const choose = async (file: File) => {
    setList({ name: file.name, text: await readText(file) });
    setSource(file.name.slice(0, SOURCE_CHARS_MAX));
    setSkip(false);
  };
  return (
    <Panel title={title}>
      <div className="flex flex-col items-start gap-2 p-3 max-md:p-4">
        <p className="max-w-[72ch] text-12 leading-4.5 text-tx-2">{about}</p>
        <Button icon={<FileUp aria-hidden="true" size={14} />} onClick={() => input.current?.click()}>
          {list === null ? t("choose") : t("chooseOther")}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,.json,text/csv,text/plain,application/json"
          aria-label={t("choose")}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            // The same file may be chosen again after it was corrected.
            event.target.value = "";
            if (file !== undefined) void choose(file);
          }}
        />
        {list === null || reading === null ? null : (
          <form
            noValidate
            className="flex w-full max-w-140 flex-col gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (isReady) onSend({ text: list.text, source: source.trim(), skipInvalidRows }, () => setList(null));
            }}
          >
            <Note tone={isWhole || reading.rows === 0 ? "bad" : reading.problems.length > 0 ? "warn" : "ok"}>
              {t("reads", { name: list.name, rows: reading.rows, problems: reading.problems.length })}
            </Note>
            <Field
              label={t("source")}
              hint={t("sourceHint")}
              required
              error={source.trim() === "" ? t("sourceMissing") : null}
            >
              <TextInput
                value={source}
                maxLength={SOURCE_CHARS_MAX}
                onChange={(event) => setSource(event.target.value)}
              />
            </Field>
            {children}
            {reading.problems.length > 0 && reading.rows > 0 && !isWhole ? (
              <Checkbox
                checked={skipInvalidRows}
                onChange={setSkip}
                label={t("skip", { count: reading.problems.length })}
              />
            ) : null}
            {error === null || error === undefined ? null : <Banner tone="bad">{say(toFailure(error))}</Banner>}
            <div>
              <Button type="submit" variant="primary" busy={busy} disabled={!isReady}>
                {t("import", { rows: reading.rows })}
              </Button>
            </div>
          </form>
        )}
      </div>
      {reading === null || reading.problems.length === 0 ? null : <Problems problems={reading.problems} />}
    </Panel>
  );
}

function Problems({ problems }: { readonly problems: readonly ListProblem[] }) {
  const t = useTranslations("lists");
  const columns = useProblemColumns<ListProblem>();
  return (
    <DataTable
      id="list-problems"
      label={t("problems")}
      columns={columns}
      rows={problems}
      rowId={({ line, column }) => `${line} ${column ?? ""}`}
      empty={null}
      className="h-56 flex-none border-t border-line-2 max-md:h-auto"
    />
  );
}
