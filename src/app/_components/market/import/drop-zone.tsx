"use client";

import { FileUp } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";

const BAR_FILES = ".csv,.tsv,.txt,.parquet,text/csv,text/plain";

export interface DropZoneProps {
  readonly onFile: (file: File) => void;
  readonly disabled?: boolean;
  /** Kinds of files, as the browser's own box filters them; files of bars unless said. */
  readonly accept?: string;
  /** What the file is to hold; bars unless said. */
  readonly about?: string;
  /** Asks for the file; for one of bars unless said. */
  readonly title?: string;
}

/** Takes one file, dropped or picked. The button is the way of the keyboard; the frame only shows where to drop. */
export function DropZone({ onFile, disabled = false, accept = BAR_FILES, about, title }: DropZoneProps) {
  const t = useTranslations("importing");
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent<HTMLElement>) => {
    event.preventDefault();
    setIsOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined && !disabled) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse alone; the button inside does the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(!disabled);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={cn(
        "m-4 flex flex-col items-center gap-3 rounded-8 border border-dashed px-6 py-10 text-center",
        isOver ? "border-accent bg-accent-soft" : "border-line-3",
      )}
    >
      <FileUp aria-hidden="true" size={24} strokeWidth={1.4} className="text-tx-3" />
      <p className="text-13 font-semibold">{isOver ? t("dropNow") : (title ?? t("dropTitle"))}</p>
      <p className="max-w-[56ch] text-12 text-tx-2">{about ?? t("dropText")}</p>
      <Button variant="primary" disabled={disabled} onClick={() => input.current?.click()}>
        {t("choose")}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={t("choose")}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same file may be chosen again after it was corrected.
          event.target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </div>
  );
}
