import { join } from "node:path";
import { bundleProcess } from "../../infra/testing/bundle-process";

/** A script of this folder as a file that Node runs by itself. */
export const bundleScript = (name: string): Promise<string> => bundleProcess(join(import.meta.dirname, `${name}.ts`));
