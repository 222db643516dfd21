"use client";

import { FolderPlus, Plus, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import { Button, Field, IconButton, Segmented, Select } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { COMPARISONS, type DraftComparison, type DraftCondition, SCREEN_DEPTH_MAX } from "@/modules/data";
import { changeAt, type DraftGroup, NEW_COMPARISON, pathText, type TreePath } from "./draft";
import { type Faults, OperandEditor } from "./operand-editor";

interface Shared {
  /** Where the tree stands in what faults are about: `condition`. */
  readonly place: string;
  readonly faults: Faults;
  readonly readOnly: boolean;
  /** Changes the part at a path; null takes it away. */
  readonly change: (path: TreePath, to: (part: DraftCondition) => DraftCondition | null) => void;
}

export interface ConditionEditorProps {
  /** Where the tree stands in what faults are about: `condition`. */
  readonly place: string;
  readonly group: DraftGroup;
  readonly faults: Faults;
  readonly readOnly: boolean;
  readonly onChange: (group: DraftCondition) => void;
}

/** The tree of conditions, each fault beside the part that has it. */
export function ConditionEditor({ place, group, faults, readOnly, onChange }: ConditionEditorProps) {
  const shared: Shared = {
    place,
    faults,
    readOnly,
    // The group at the top stays when its last part goes: the builder needs a place to add to.
    change: (path, to) => onChange(changeAt(group, path, to) ?? { ...group, of: [] }),
  };
  return <GroupEditor group={group} path={[]} denials={0} {...shared} />;
}

interface PartProps<Part> extends Shared {
  readonly path: TreePath;
  /** How many times `not` stands before it; its own path leads through them. */
  readonly denials: number;
  readonly group: Part;
}

const placeOf = (within: string, path: TreePath) => [within, pathText(path)].filter((text) => text !== "").join(".");

/** The path of the outermost `not` before a part: what goes when the part goes. */
const outermost = ({ path, denials }: { readonly path: TreePath; readonly denials: number }) =>
  path.slice(0, path.length - denials);

function PartEditor({ part, ...props }: Omit<PartProps<DraftGroup>, "group"> & { readonly part: DraftCondition }) {
  if (part.kind === "not") {
    return <PartEditor {...props} part={part.of} path={[...props.path, "of"]} denials={props.denials + 1} />;
  }
  if (part.kind === "compare") return <ComparisonEditor {...props} comparison={part} />;
  return <GroupEditor {...props} group={part} />;
}

function PartFault({ place, faults }: { readonly place: string; readonly faults: Faults }) {
  const sentence = useSentence();
  const message = faults.get(place) ?? faults.get(`${place}.of`) ?? faults.get(`${place}.kind`);
  if (message === undefined) return null;
  return (
    <p role="alert" className="text-11 text-danger">
      {sentence(message)}
    </p>
  );
}

/** Whether the answer is turned round. Twice turned round is as it was. */
function NotToggle({ path, denials, readOnly, change }: Omit<PartProps<DraftGroup>, "group" | "faults">) {
  const t = useTranslations("screenSetup");
  const isDenied = denials % 2 === 1;
  if (readOnly && !isDenied) return null;
  return (
    <Button
      size="sm"
      variant={isDenied ? "default" : "quiet"}
      aria-pressed={isDenied}
      title={t("notHint")}
      disabled={readOnly}
      className={isDenied ? "border-warn text-warn" : undefined}
      onClick={() =>
        change(outermost({ path, denials }), (part) =>
          isDenied && part.kind === "not" ? part.of : { kind: "not", of: part },
        )
      }
    >
      {t("not")}
    </Button>
  );
}

function GroupEditor({ group, ...props }: PartProps<DraftGroup>) {
  const { path, denials, readOnly, change } = props;
  const t = useTranslations("screenSetup");
  const isTop = path.length === 0;
  const place = placeOf(props.place, path);
  const add = (part: DraftCondition) => change(path, () => ({ ...group, of: [...group.of, part] }));
  return (
    <fieldset
      aria-label={t(group.kind)}
      className={cn("flex min-w-0 flex-col gap-2", isTop ? null : "border-l-2 border-line-3 pl-3")}
    >
      <div className="flex flex-wrap items-center gap-2">
        {isTop ? null : <NotToggle {...props} />}
        {readOnly ? (
          <span className="text-12 text-tx-2">{t(group.kind)}</span>
        ) : (
          <Segmented
            label={t("joint")}
            value={group.kind}
            onChange={(kind) => change(path, () => ({ ...group, kind }))}
            options={(["all", "any"] as const).map((kind) => ({ value: kind, label: t(kind) }))}
          />
        )}
        <span className="flex-1" />
        {isTop || readOnly ? null : (
          <IconButton
            label={t("removeGroup", { count: group.of.length })}
            icon={<X aria-hidden="true" size={14} />}
            onClick={() => change(outermost({ path, denials }), () => null)}
          />
        )}
      </div>
      <PartFault place={place} faults={props.faults} />
      {group.of.map((part, index) => {
        const at = [...path, index];
        return <PartEditor key={pathText(at)} {...props} part={part} path={at} denials={0} />;
      })}
      {readOnly ? null : (
        <div className="flex flex-wrap gap-2">
          <Button size="sm" icon={<Plus aria-hidden="true" size={13} />} onClick={() => add(NEW_COMPARISON)}>
            {t("addCondition")}
          </Button>
          {path.length + 2 < SCREEN_DEPTH_MAX ? (
            <Button
              size="sm"
              variant="quiet"
              icon={<FolderPlus aria-hidden="true" size={13} />}
              onClick={() => add({ kind: group.kind === "all" ? "any" : "all", of: [NEW_COMPARISON] })}
            >
              {t("addGroup")}
            </Button>
          ) : null}
        </div>
      )}
    </fieldset>
  );
}

function ComparisonEditor({
  comparison,
  ...props
}: Omit<PartProps<DraftGroup>, "group"> & { readonly comparison: DraftComparison }) {
  const { path, denials, faults, readOnly, change } = props;
  const t = useTranslations("screenSetup");
  const place = placeOf(props.place, path);
  const sentence = useSentence();
  const fault = faults.get(`${place}.is`);
  const set = (next: Partial<DraftComparison>) => change(path, () => ({ ...comparison, ...next }));
  return (
    <div className="flex min-w-0 flex-col gap-1 border-b border-line-1 pb-2">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <span className="mt-4.75 flex h-(--ctl) items-center max-md:order-last max-md:mt-0">
          <NotToggle {...props} />
        </span>
        <OperandEditor
          operand={comparison.left}
          label={t("left")}
          place={`${place}.left`}
          faults={faults}
          readOnly={readOnly}
          onChange={(left) => set({ left })}
        />
        <Field label={t("is")} error={fault === undefined ? undefined : sentence(fault)} className="w-32 max-md:w-full">
          <Select
            value={comparison.is}
            disabled={readOnly}
            options={COMPARISONS.map((is) => ({ value: is, label: t(`comparison.${is}`) }))}
            onChange={(is) => set({ is })}
          />
        </Field>
        <OperandEditor
          operand={comparison.right}
          label={t("right")}
          place={`${place}.right`}
          faults={faults}
          readOnly={readOnly}
          onChange={(right) => set({ right })}
        />
        <span className="flex-1" />
        {readOnly ? null : (
          <IconButton
            label={t("removeCondition")}
            icon={<X aria-hidden="true" size={14} />}
            className="mt-4.75 max-md:order-last max-md:mt-0"
            onClick={() => change(outermost({ path, denials }), () => null)}
          />
        )}
      </div>
      <PartFault place={place} faults={faults} />
    </div>
  );
}
