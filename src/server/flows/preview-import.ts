import { EpochMs, err, ok } from "@/modules/_kernel";
import type { CsvReading, Resolution } from "@/modules/data";
import { openBarFile, previewFile } from "@/modules/data/server";
import type { Uploads } from "../uploads";
import type { Answer, ImportPreview } from "./contract";
import { toAppError } from "./import-bars";

/** Until a person says otherwise, times that name no zone are UTC: a guess of a place would be as often wrong as right. */
const ZONE_BY_DEFAULT = "UTC";

/** Looks at an uploaded file as the import would. Changes nothing and may be asked again with another reading. */
export const makePreviewImport =
  ({ uploads }: { readonly uploads: Uploads }) =>
  async (uploadId: string, reading: CsvReading | null, resolution: Resolution | null): Answer<ImportPreview> => {
    const upload = await uploads.find(uploadId);
    if (upload === null) return err({ kind: "upload.not_found", path: "uploadId" });
    const file = await openBarFile(upload.path, upload.fileName);
    const seen = await previewFile({ file, reading, resolution, timeZone: ZONE_BY_DEFAULT });
    if (!seen.ok) return err(toAppError(seen.error));
    const { ambiguousDates: _, firstMs, lastMs, ...preview } = seen.value;
    return ok({
      uploadId,
      fileName: upload.fileName,
      bytes: upload.bytes,
      ...preview,
      firstMs: firstMs === null ? null : EpochMs.of(firstMs),
      lastMs: lastMs === null ? null : EpochMs.of(lastMs),
    });
  };
